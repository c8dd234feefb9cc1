"""Which results stand before and after one of them, for reading on without going back to the list."""

from __future__ import annotations

from dataclasses import dataclass

from articles.indexing.runtime import Searcher
from articles.models import Article
from articles.search.types import Query


@dataclass(frozen=True, slots=True)
class Neighbours:
    """``total`` counts the results, duplicates folded as the search folds them."""

    total: int
    previous: Article | None
    next: Article | None


def neighbours(searcher: Searcher, asked: Query, number: int) -> Neighbours | None:
    """The neighbours of result ``number``, counted from 1; None beyond the last. Raises SearchError."""
    first = max(1, number - 1)
    hits = searcher.engine.search(asked, offset=first - 1, limit=number + 2 - first)
    total = hits.groups or hits.total
    if number > total:
        return None
    rows = Article.objects.order_by().only("id", "slug").in_bulk([hit.id for hit in hits.hits])
    places = {first + at: rows.get(hit.id) for at, hit in enumerate(hits.hits)}
    return Neighbours(total, places.get(number - 1), places.get(number + 1))
