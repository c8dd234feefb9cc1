"""How many matches each value of a column has."""

from __future__ import annotations

import numpy as np

from articles.search.engines.whoosh.arrays import Array
from articles.search.engines.whoosh.columns import Column
from articles.search.schema import TIME_FACETS
from articles.search.types import FacetCount


def count(name: str, column: Column, mask: Array, size: int) -> tuple[FacetCount, ...]:
    """The ``size`` commonest values; of a time facet all, in order of time."""
    counts = column.counts(mask)
    occurring = np.flatnonzero(counts)
    if name not in TIME_FACETS:
        by_count = np.lexsort((occurring, -counts[occurring]))  # values are sorted: their numbers break ties
        occurring = occurring[by_count[:size]]
    return tuple(FacetCount(column.values[code], int(counts[code])) for code in occurring.tolist())
