"""Which results stand before and after one of them, for reading on without going back to the list."""

from __future__ import annotations

from dataclasses import dataclass

from articles.indexing.runtime import Searcher
from articles.models import Article
from articles.search.types import Query


@dataclass(frozen=True, slots=True)
class AdjacentResults:
    """``total`` counts the results, duplicates folded as the search folds them."""

    total: int
    previous: Article | None
    next: Article | None


def adjacent_results(searcher: Searcher, asked: Query, number: int) -> AdjacentResults | None:
    """The results beside result ``number``, counted from 1; None beyond the last. Raises SearchError."""
    first = max(1, number - 1)
    hits = searcher.engine.search(asked, offset=first - 1, limit=number + 2 - first)
    total = hits.groups or hits.total
    if number > total:
        return None
    rows = Article.objects.order_by().only("id", "slug").in_bulk([hit.id for hit in hits.hits])
    rows_by_number = {first + at: rows.get(hit.id) for at, hit in enumerate(hits.hits)}
    return AdjacentResults(total, rows_by_number.get(number - 1), rows_by_number.get(number + 1))
