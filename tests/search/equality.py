"""Whether two engines answer a query alike."""

from __future__ import annotations

from articles.search.engines.base import Engine
from articles.search.ranking.bm25 import TIE
from articles.search.types import Hit, Hits, Query

CLOSE = 1e-4


def assert_same(expected: Engine, other: Engine, query: Query, *, limit: int = 20) -> Hits:
    """The same ids, totals, facets and scores; the same order but between scores closer than ``TIE``.

    Returns the ``expected`` answer, with hits beyond the ``limit``.
    """
    first, second = expected.search(query, limit=limit + 50), other.search(query, limit=limit)
    assert second.total == first.total
    assert second.groups == first.groups
    assert second.facets == first.facets
    assert second.warnings == first.warnings
    assert len(second.hits) == min(limit, len(first.hits))
    assert (second.next is None) == (len(first.hits) <= limit)
    everywhere = {hit.id: hit for hit in first.hits}
    for one, two in zip(first.hits, second.hits, strict=False):
        assert abs(one.score - two.score) < TIE + CLOSE
        assert one.id == two.id or _tied(one, two, everywhere)
        assert abs(everywhere[two.id].score - two.score) < CLOSE
        assert everywhere[two.id].duplicates == two.duplicates
    return first


def _tied(one: Hit, two: Hit, everywhere: dict[int, Hit]) -> bool:
    return two.id in everywhere and abs(everywhere[two.id].score - one.score) < TIE + CLOSE
