"""How many matches each value of a column has."""

from __future__ import annotations

import numpy as np

from articles.search.engines.whoosh.array_file import Array
from articles.search.engines.whoosh.boolean_matcher import Matcher
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.schema import TIME_FACETS
from articles.search.types import FacetCount, Query


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

    def counts(self, name: str) -> tuple[FacetCount, ...]:
        """The commonest values; of a time facet all, in order of time."""
        column = self._snapshot.column(name)
        counts = column.counts(self._mask(name))
        occurring = np.flatnonzero(counts)
        if name not in TIME_FACETS:
            by_count = np.lexsort((occurring, -counts[occurring]))  # values are sorted: numbers break ties
            occurring = occurring[by_count[: self._query.facet_size]]
        return tuple(FacetCount(column.values[code], int(counts[code])) for code in occurring.tolist())

    def _mask(self, name: str) -> Array:
        """The matches without the filter on the column itself."""
        if not self._matcher.is_filtered(self._query, name):
            return self._matching
        return self._matcher.filtered(self._found, self._query, but=name)
