"""Why nothing was found: the query without each of its parts, and each part alone, to be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from articles.search.engines.base import Engine
from articles.search.query.parser import combine, is_bound
from articles.search.query.unparse import period_text, text_of
from articles.search.types import And, AtLeast, DateRange, Everything, Node, Query

Kind = Literal["word", "field", "filter", "dates"]
MAX_PARTS: Final = 12  # each costs two searches


@dataclass(frozen=True, slots=True)
class Variation:
    """One part of a query. ``label`` is the part as text (of a filter: its column), ``value`` what a filter
    asks for; ``without`` is the query less this part, None when nothing would be left; ``alone`` asks for
    the part itself, and only words and fields have it."""

    kind: Kind
    label: str
    value: str = ""
    without: Query | None = None
    alone: Query | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many articles the query has without the part, and the part by itself; None: not asked."""

    variation: Variation
    without: int | None
    alone: int | None

    @property
    def fails(self) -> bool:
        """Whether the part by itself is nowhere in the archive."""
        return self.alone == 0


def variations(query: Query) -> list[Variation]:
    """The query's parts: its required words and fields, its filters and its dates, at most ``MAX_PARTS``."""
    return [*_parts(query), *_filters(query)][:MAX_PARTS]


def count(engine: Engine, asked: Iterable[Variation]) -> list[Counted]:
    """Count every variation. Raises SearchError."""
    return [Counted(each, _total(engine, each.without), _total(engine, each.alone)) for each in asked]


def without_failing(query: Query, counted: Iterable[Counted]) -> Query | None:
    """The query less the parts that are nowhere in the archive; None when none fails or nothing is left."""
    failing = {each.variation.label for each in counted if each.fails}
    kept = [node for node in _nodes(query) if text_of(node) not in failing]
    return _with_nodes(query, kept) if failing else None


def _total(engine: Engine, query: Query | None) -> int | None:
    return None if query is None else engine.search(query, limit=0).total


def _nodes(query: Query) -> tuple[Node, ...]:
    return query.node.nodes if isinstance(query.node, And | AtLeast) else (query.node,)


def _with_nodes(query: Query, nodes: list[Node]) -> Query | None:
    node = combine(nodes, "all")
    if node is None or all(isinstance(child, Everything) for child in nodes):
        return None
    return replace(query, text=text_of(node), node=node, facets=(), notes=())


def _parts(query: Query) -> Iterator[Variation]:
    nodes = _nodes(query)
    for node in nodes:
        if isinstance(node, Everything):
            continue
        rest = _with_nodes(query, [other for other in nodes if other is not node])
        label = text_of(node)
        alone = Query(label, node, query.mode) if len(nodes) > 1 or query.filters else None
        yield Variation("field" if is_bound(node) else "word", label, without=rest, alone=alone)


def _filters(query: Query) -> Iterator[Variation]:
    bare = replace(query, facets=(), notes=())
    for chosen in query.filters:
        others = tuple(other for other in query.filters if other is not chosen)
        value = "، ".join((*chosen.include, *(f"-{value}" for value in chosen.exclude)))
        yield Variation("filter", chosen.column, value, without=replace(bare, filters=others))
    if query.dates != DateRange():
        yield Variation("dates", "date", period_text(query.dates), without=replace(bare, dates=DateRange()))
