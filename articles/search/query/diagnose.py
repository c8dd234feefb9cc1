"""Why nothing was found: how much each part of the query has by itself, and the query without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from articles.search.engines.base import Engine
from articles.search.query.parser import combine, is_bound
from articles.search.query.unparse import text_of
from articles.search.types import And, AtLeast, DateRange, Everything, Filter, Node, Or, Query

Kind = Literal["word", "field", "filter", "dates"]
MAX_PARTS: Final = 12  # each costs up to two searches
MIN_TOGETHER: Final = 3  # parts from which one question whether any of them is there saves more than it costs


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a query. ``label`` is the part as text, of a filter its column, of dates ``date``;
    ``without`` is the query less this part, None when nothing would be left; ``alone`` asks for the part
    itself, and only words and fields beside other parts have it."""

    kind: Kind
    label: str
    without: Query | None = None
    alone: Query | None = None


@dataclass(frozen=True, slots=True)
class PartCount:
    """How many articles the query has without the part, and the part by itself; None: not asked."""

    part: Part
    without: int | None
    alone: int | None

    @property
    def fails(self) -> bool:
        """Whether the part by itself is nowhere in the archive."""
        return self.alone == 0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A query that found nothing, part by part: its words and fields, then its filters and dates."""

    words: tuple[PartCount, ...]
    filters: tuple[PartCount, ...]

    @property
    def failing(self) -> int:
        """How many of the words and fields are nowhere in the archive."""
        return sum(each.fails for each in self.words)

    @property
    def hopeless(self) -> bool:
        """Whether nothing of the query is in the archive: then any of its words finds nothing either."""
        return self.failing == len(self.words) > 0


def diagnose(engine: Engine, query: Query) -> Diagnosis:
    """Count the parts of a query that found nothing, at most ``MAX_PARTS``. Raises SearchError.

    What follows from an answer is not asked: where one part is nowhere, no query that keeps it finds
    anything. Six words that the archive lacks cost one search so, instead of twelve.
    """
    counts = _Counts(engine)
    words = list(_words(query))[:MAX_PARTS]
    filters = list(_filters(query))[: MAX_PARTS - len(words)]
    alone = counts.alone(words)
    failing = {place for place, total in enumerate(alone) if total == 0}

    def without(place: int, part: Part) -> int | None:
        return 0 if part.without and failing - {place} else counts.total(part.without)

    return Diagnosis(
        tuple(PartCount(part, without(place, part), alone[place]) for place, part in enumerate(words)),
        tuple(PartCount(part, without(-1, part), None) for part in filters),
    )


class _Counts:
    """Asks the engine every question once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._totals: dict[tuple[Node, tuple[Filter, ...], DateRange], int] = {}

    def total(self, query: Query | None) -> int | None:
        if query is None:
            return None
        key = query.node, query.filters, query.dates
        if key not in self._totals:
            self._totals[key] = self._engine.search(query, limit=0).total
        return self._totals[key]

    def alone(self, parts: list[Part]) -> list[int | None]:
        """The total of each part by itself."""
        queries = [part.alone for part in parts if part.alone]
        if len(queries) >= MIN_TOGETHER:
            any_of_them = replace(queries[0], node=Or(tuple(query.node for query in queries)))
            if not self.total(any_of_them):
                return [0 if part.alone else None for part in parts]
        return [self.total(part.alone) for part in parts]


def _nodes(query: Query) -> tuple[Node, ...]:
    return query.node.nodes if isinstance(query.node, And | AtLeast) else (query.node,)


def _with_nodes(query: Query, nodes: list[Node]) -> Query | None:
    node = combine(nodes, "all")
    if node is None or all(isinstance(child, Everything) for child in nodes):
        return None
    return replace(query, text=text_of(node), node=node, facets=(), warnings=())


def _words(query: Query) -> Iterator[Part]:
    nodes = _nodes(query)
    for node in nodes:
        if isinstance(node, Everything):
            continue
        rest = _with_nodes(query, [other for other in nodes if other is not node])
        label = text_of(node)
        others = len(nodes) > 1 or query.filters or query.dates != DateRange()
        alone = Query(label, node, query.mode) if others else None
        yield Part("field" if is_bound(node) else "word", label, without=rest, alone=alone)


def _filters(query: Query) -> Iterator[Part]:
    bare = replace(query, facets=(), warnings=())
    for chosen in query.filters:
        others = tuple(other for other in query.filters if other is not chosen)
        yield Part("filter", chosen.column, without=replace(bare, filters=others))
    if query.dates != DateRange():
        yield Part("dates", "date", without=replace(bare, dates=DateRange()))
