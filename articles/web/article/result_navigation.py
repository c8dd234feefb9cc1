"""Where a reader stands among the results of a search: the way back, the result before and the one after."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from articles.indexing.runtime import Searcher
from articles.models import Article
from articles.search.errors import SearchError
from articles.search.types import Query
from articles.searching.adjacent_results import AdjacentResults, adjacent_results
from articles.web.search.links import DISPLAY, Links

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ResultPosition:
    """``back`` is the result page's query string; ``number`` counts from 1 and is 0 when not known."""

    back: str
    number: int = 0
    total: int = 0
    previous: str = ""
    next: str = ""


def result_position(
    number: str, query: Query, page_size: int, links: Links, searcher: Searcher
) -> ResultPosition:
    """The position that ``number``, the parameter ``n`` of the address, states."""
    position = int(number) if number.isdecimal() and len(number) < 6 else 0
    back = links.page((position - 1) // page_size + 1 if position else 1).removeprefix("?")
    beside = _adjacent(searcher, query, position) if position else None
    if beside is None:
        return ResultPosition(back)
    state = links.query("page", *DISPLAY)

    def address(article: Article | None, number: int) -> str:
        return f"{article.get_absolute_url()}?{state}&n={number}" if article else ""

    return ResultPosition(
        back=back,
        number=position,
        total=beside.total,
        previous=address(beside.previous, position - 1),
        next=address(beside.next, position + 1),
    )


def _adjacent(searcher: Searcher, query: Query, position: int) -> AdjacentResults | None:
    try:
        return adjacent_results(searcher, query, position)
    except SearchError as error:
        log.warning("an article is shown without the results beside it: %s", error)
        return None
