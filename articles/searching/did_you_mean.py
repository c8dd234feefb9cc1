"""Another query that may have been meant, checked against the archive: it is offered when it finds something.

The archive's own words are the dictionary. Each process reads them from the engine when they are first
needed (0.6 s for 300,000 words), and again in the background when they are older than ten minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace

from articles.indexing import runtime
from articles.search.engines.base import Engine
from articles.search.errors import SearchError
from articles.search.query import parse
from articles.search.suggest import candidates
from articles.search.suggest.candidates import Suggestion
from articles.search.suggest.spellchecker import Speller
from articles.search.types import Query

log = logging.getLogger(__name__)

MAX_AGE = 600.0  # seconds


@dataclass(frozen=True)
class _Reading:
    """The words of one engine as they were at a time of the monotonic clock."""

    engine: Engine
    speller: Speller
    at: float

    @classmethod
    def now(cls) -> _Reading:
        engine = runtime.current_engine()
        return cls(engine, Speller(engine.words()), time.monotonic())


class _Dictionary:
    """Keeps the last reading, and renews it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading: _Reading | None = None

    def speller(self) -> Speller:
        """The present speller. Raises SearchError when the engine's words cannot be read."""
        reading = self._reading
        if reading is None or reading.engine is not runtime.current_engine():
            with self._lock:
                reading = self._reading = _Reading.now()
        elif time.monotonic() - reading.at > MAX_AGE and self._lock.acquire(blocking=False):
            threading.Thread(target=self._renew, name="dictionary", daemon=True).start()
        return reading.speller

    def _renew(self) -> None:
        try:
            self._reading = _Reading.now()
        except SearchError:
            log.exception("the archive's words could not be read; the older ones serve on")
        finally:
            self._lock.release()


_dictionary = _Dictionary()


def best(asked: Query, *, found: int) -> Suggestion | None:
    """The first offer for a query that finds more than the ``found`` articles of the query itself."""
    analyzer, engine = runtime.current_analyzer(), runtime.current_engine()
    for offer in candidates.suggestions(asked.text, _dictionary.speller(), analyzer):
        other = parse.parse(offer.text, mode=asked.mode, analyzer=analyzer)
        counted = replace(asked, node=other.node, facets=(), fold_copies=False)
        if engine.search(counted, limit=0).total > found:
            return offer
    return None
