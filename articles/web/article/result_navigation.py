"""Where a reader stands among the results of a search: the way back, the result before and the one after."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from articles.indexing.runtime import Searcher
from articles.models import Article
from articles.search.errors import SearchError
from articles.search.types import Query
from articles.searching.neighbours import neighbours
from articles.searching.request import SearchRequest
from articles.web.search.links import Links


@dataclass(frozen=True, slots=True)
class ResultPosition:
    """``back`` is the result page's query string; ``number`` counts from 1 and is 0 when not known."""

    back: str
    number: int = 0
    total: int = 0
    previous: str = ""
    next: str = ""


def result_position(
    params: QueryDict, asked: SearchRequest, query: Query | None, searcher: Searcher
) -> ResultPosition | None:
    """The place that ``n`` in the address tells; None when the reader came from no search."""
    if query is None:
        return None
    links = Links.of(params)
    text = params.get("n", "")
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    page = (number - 1) // asked.limit + 1 if number else 1
    back = links.page(page).removeprefix("?")
    try:
        beside = neighbours(searcher, query, number) if number else None
    except SearchError:
        beside = None
    if beside is None:
        return ResultPosition(back)
    state = links.query("page", "list", "numbers", "more")

    def address(article: Article | None, number: int) -> str:
        return f"{article.get_absolute_url()}?{state}&n={number}" if article else ""

    return ResultPosition(
        back=back,
        number=number,
        total=beside.total,
        previous=address(beside.previous, number - 1),
        next=address(beside.next, number + 1),
    )
