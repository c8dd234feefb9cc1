"""How many matches have each value of a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tantivy import Query

from articles.search import schema
from articles.search.engines.doc_values import facet_counts
from articles.search.engines.tantivy.reader import IndexReader
from articles.search.types import FacetCount

_MAX = 65_000  # values that Tantivy counts in one answer


def count(
    reader: IndexReader, query: Query, names: Sequence[str], size: int
) -> dict[str, tuple[FacetCount, ...]]:
    """The facets ``names`` over the articles that the query matches; ``size`` values of each column."""
    asked = {name: _terms(name, _MAX if name in schema.TIME_FACETS else size) for name in names}
    answer = reader.searcher.aggregate(query, asked)
    return {name: facet_counts(name, answer[name]["buckets"]) for name in names}


def duplicate_counts(reader: IndexReader, query: Query) -> dict[int, int]:
    """The groups of duplicates that the matches have several articles of, and how many."""
    answer = reader.searcher.aggregate(
        query, {"duplicate_group": _terms("duplicate_group", _MAX, min_doc_count=2)}
    )
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["duplicate_group"]["buckets"]}


def _terms(field: str, size: int, **options: int) -> dict[str, Any]:
    """Values of most articles first, equal ones in order; each segment tells all of its values."""
    return {"terms": {"field": field, "size": size, "segment_size": _MAX, **options}}
