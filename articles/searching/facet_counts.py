"""How many published articles each value of a column has: the index counts them, without reading a row.

On 20,000 articles a calendar page takes 1 ms so, and 98 ms by reading the dates of all rows.
"""

from __future__ import annotations

from articles.indexing.runtime import Searcher
from articles.search.types import Everything, Filter, Query

MAX_VALUES = 100_000


def counts(searcher: Searcher, facet: str, *, maximum: int = MAX_VALUES) -> dict[str, int]:
    """The articles of each value of a column, the ``maximum`` commonest first; of ``year``, ``month`` or
    ``day`` all, in order of time, for the articles of which that much is known. Raises SearchError.
    """
    return counts_within(searcher, None, (facet,), maximum=maximum)[facet]


def counts_within(
    searcher: Searcher, chosen: Filter | None, facets: tuple[str, ...], *, maximum: int = MAX_VALUES
) -> dict[str, dict[str, int]]:
    """The same of several columns at once, for the articles that a filter lets through."""
    filters = (chosen,) if chosen else ()
    asked = Query("", Everything(), filters=filters, facets=facets, facet_size=maximum)
    found = searcher.engine.search(asked, limit=0).facets
    return {facet: {each.value: each.count for each in found[facet] if each.value} for facet in facets}
