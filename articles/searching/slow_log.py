"""How long searches take is counted; those that take long are logged, without their words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from articles.logs import metrics
from articles.logs.measure import log_event
from articles.search.errors import SearchError
from articles.searching.page import SearchPage

log = logging.getLogger(__name__)

SLOW = 0.5  # seconds; of 200,000 articles a new query takes 5 to 15 ms

P = ParamSpec("P")


def logged_when_slow(answer: Callable[P, SearchPage]) -> Callable[P, SearchPage]:
    """The same function, counted; a call that lasts longer than :data:`SLOW` is a WARNING."""

    @wraps(answer)
    def timed(*args: P.args, **options: P.kwargs) -> SearchPage:
        begun = time.monotonic()
        try:
            page = answer(*args, **options)
        except SearchError:
            metrics.SEARCH_FAILURES.add()
            raise
        seconds = time.monotonic() - begun
        metrics.SEARCH_SECONDS.observe(seconds)
        if seconds >= SLOW:
            log_event(log, logging.WARNING, "slow search", _fields(page, seconds))
        return page

    return timed


def _fields(page: SearchPage, seconds: float) -> dict[str, object]:
    request = page.request
    return {
        "ms": round(seconds * 1000),
        "characters": len(request.text),
        "mode": request.mode,
        "match": request.match,
        "page": request.page,
        "total": page.total,
    }
