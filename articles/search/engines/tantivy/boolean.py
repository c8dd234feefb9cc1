"""Tantivy queries put together."""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import Occur, Query


def all_of(queries: Sequence[Query]) -> Query:
    """What all match; every article when there are none."""
    if len(queries) < 2:
        return queries[0] if queries else Query.all_query()
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Sequence[Query], minimum: int = 1) -> Query:
    """What at least ``minimum`` (1 or more) of them match."""
    if minimum > len(queries):
        return Query.empty_query()
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries], minimum)


def none_of(queries: Sequence[Query]) -> Query:
    """What none match."""
    excluded = [(Occur.MustNot, query) for query in queries]
    return Query.boolean_query([(Occur.Must, Query.all_query()), *excluded])


def silent(query: Query) -> Query:
    """What the query matches, without a word in the score."""
    return Query.const_score_query(query, 0.0)
