"""Where a reader stands among the results of a search: the way back, the result before and the one after."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from articles.indexing import runtime
from articles.models import Article
from articles.search.errors import SearchError
from articles.searching.request import SearchRequest, read_query
from articles.web.search.links import Links


@dataclass(frozen=True, slots=True)
class ResultPosition:
    """``back`` is the result page's query string; ``number`` counts from 1 and is 0 when not known."""

    back: str
    number: int = 0
    total: int = 0
    previous: str = ""
    next: str = ""


def result_position(params: QueryDict, asked: SearchRequest) -> ResultPosition | None:
    """The place that ``n`` in the address tells; None when the reader came from no search."""
    links = Links.of(params)
    if not (asked.text.strip() or asked.filtered):
        return None
    number = params.get("n", "")
    position = int(number) if number.isdecimal() and len(number) < 6 and int(number) > 0 else 0
    page = (position - 1) // asked.limit + 1 if position else 1
    back = links.page(page).removeprefix("?")
    if not position:
        return ResultPosition(back)
    first = max(1, position - 1)
    try:
        hits = runtime.current_engine().search(
            read_query(asked), offset=first - 1, limit=position + 2 - first
        )
    except SearchError:
        return ResultPosition(back)
    total = hits.groups or hits.total
    if position > total:
        return ResultPosition(back)
    ids = [hit.id for hit in hits.hits]
    rows = Article.objects.order_by().only("id", "slug").in_bulk(ids)
    query = links.query("page", "list", "numbers", "more")
    # The engine's places around the present one, and where each leads.
    addresses = {
        first + at: f"{rows[pk].get_absolute_url()}?{query}&n={first + at}"
        for at, pk in enumerate(ids)
        if pk in rows
    }
    return ResultPosition(
        back=back,
        number=position,
        total=total,
        previous=addresses.get(position - 1, ""),
        next=addresses.get(position + 1, ""),
    )
