"""Pieces of OpenSearch's query language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}


def all_of(queries: Sequence[Query]) -> Query:
    """What all match; every article when there are none."""
    if len(queries) < 2:
        return queries[0] if queries else EVERYTHING
    return {"bool": {"filter": list(queries)}}


def any_of(queries: Sequence[Query], minimum: int = 1) -> Query:
    """What at least ``minimum`` (1 or more) of them match."""
    if minimum > len(queries):
        return NOTHING
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": minimum}}


def none_of(queries: Sequence[Query]) -> Query:
    """What none match."""
    return {"bool": {"must_not": list(queries)}}


def terms(field: str, values: Sequence[str]) -> Query:
    """The articles that have any of the values in the field."""
    return {"terms": {field: list(values)}}


def between(field: str, first: int, last: int | None = None) -> Query:
    """The articles with a number from ``first`` to ``last``, both included."""
    bounds = {"gte": first} if last is None else {"gte": first, "lte": last}
    return {"range": {field: bounds}}
