"""How many matches have each value of a column, and how many are copies of one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from articles.search.engines.doc_values import facet_counts
from articles.search.engines.opensearch import dsl
from articles.search.engines.opensearch.dsl import Query
from articles.search.schema import TIME_FACETS
from articles.search.types import FacetCount

_MAX_TIMES: Final = 20_000  # values of a time facet: the days of 54 years
_MAX_GROUPS: Final = 40_000  # groups of copies that are counted
_SPARE: Final = 2_000  # values beyond those wanted that each shard tells, so that their sums are exact


def counted(name: str, size: int, only: Sequence[Query]) -> dict[str, Any]:
    """The aggregation that counts the ``size`` commonest values, over the matches that ``only`` lets in."""
    wanted = _MAX_TIMES if name in TIME_FACETS else size
    return _among(only, {"terms": {"field": name, "size": wanted, "shard_size": wanted + _SPARE}})


def read(name: str, aggregation: dict[str, Any]) -> tuple[FacetCount, ...]:
    """What was counted: time facets in their order, others the commonest first."""
    return facet_counts(name, aggregation["values"]["buckets"])


def copies(only: Sequence[Query]) -> dict[str, Any]:
    """The aggregation that counts the matches in each group of copies that has several."""
    terms = {
        "field": "duplicate_group",
        "size": _MAX_GROUPS,
        "shard_size": _MAX_GROUPS + _SPARE,
        "min_doc_count": 2,
        "shard_min_doc_count": 1,
    }
    return _among(only, {"terms": terms})


def _among(only: Sequence[Query], aggregation: dict[str, Any]) -> dict[str, Any]:
    """The aggregation over those matches alone that ``only`` let through."""
    return {"filter": dsl.all_of(only), "aggs": {"values": aggregation}}


def read_copies(aggregation: dict[str, Any]) -> dict[int, int]:
    """The groups that have several matches, and how many."""
    buckets = aggregation["values"]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}
