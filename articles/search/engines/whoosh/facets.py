"""How many matches each value of a column has."""

from __future__ import annotations

import numpy as np

from articles.search.engines.whoosh.array_file import Array
from articles.search.engines.whoosh.boolean_matcher import Matcher
from articles.search.engines.whoosh.columns import Column
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.schema import TIME_FACETS
from articles.search.types import FacetCount, Query

_FEW = 20  # times as many articles as matches: then the values of these are looked up


class Facets:
    """Counts the facets of one query: ``found`` by its tree, ``matching`` also its filters."""

    def __init__(
        self, snapshot: IndexSnapshot, matcher: Matcher, query: Query, found: Array, matching: Array
    ) -> None:
        self._snapshot = snapshot
        self._matcher = matcher
        self._query = query
        self._found = found
        self._matching = matching
        self._docs = np.flatnonzero(matching).astype(np.int32)

    def counts(self, name: str) -> tuple[FacetCount, ...]:
        """The commonest values; of a time facet all, in order of time."""
        column = self._snapshot.column(name)
        counts = self._counts(column, name)
        occurring = np.flatnonzero(counts)
        if name not in TIME_FACETS:
            by_count = np.lexsort((occurring, -counts[occurring]))  # values are sorted: numbers break ties
            occurring = occurring[by_count[: self._query.facet_size]]
        return tuple(FacetCount(column.values[code], int(counts[code])) for code in occurring.tolist())

    def _counts(self, column: Column, name: str) -> Array:
        """Of the matches without the filter on the column itself."""
        if self._matcher.is_filtered(self._query, name):
            return column.counts(self._matcher.filtered(self._found, self._query, but=name))
        if len(self._docs) * _FEW < self._snapshot.size:
            return column.counts_among(self._docs)
        return column.counts(self._matching)
