"""Which articles a query's tree matches: masks over the articles of a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce

import numpy as np

from articles.search import phrases, ranking
from articles.search.engines.whoosh.arrays import Array, among, distinct
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.expansion import Expander
from articles.search.engines.whoosh.snapshot import POSITION_BITS, Snapshot
from articles.search.engines.whoosh.terms import Terms
from articles.search.ranking import Field
from articles.search.schema import TIME_FACETS
from articles.search.types import (
    And,
    AtLeast,
    DateRange,
    Everything,
    Filter,
    Fuzzy,
    InColumn,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Query,
    Word,
)

ANY_DATE = DateRange()


class Matcher:
    """Matches the nodes of queries in one snapshot. Masks may cover deleted articles: ``filtered`` leaves
    them out."""

    def __init__(self, snapshot: Snapshot, terms: Terms, expander: Expander, cache: ByteCache) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self._expander = expander
        self._cache = cache

    def mask(self, node: Node) -> Array:
        match node:
            case Everything():
                return np.ones(self._snapshot.size, bool)
            case Nothing():
                return np.zeros(self._snapshot.size, bool)
            case Word():
                return self._mask_of(self._terms.weighed(node).docs)
            case Phrase() | Pattern() | Fuzzy():
                return self._mask_of(self._cached(node))
            case InColumn():
                return self._snapshot.column(node.column).with_any(node.values, self._snapshot.size)
            case DateRange():
                return self._between(node)
            case Not():
                return ~self.mask(node.node)
            case And():
                return self._all(node.nodes)
            case Or():
                return self._at_least(node.nodes, 1)
            case AtLeast():
                return self._at_least(node.nodes, node.minimum)

    def _mask_of(self, docs: Array) -> Array:
        mask = np.zeros(self._snapshot.size, bool)
        mask[docs] = True
        return mask

    def _cached(self, node: Phrase | Pattern | Fuzzy) -> Array:
        find = partial(self._phrase, node) if isinstance(node, Phrase) else partial(self._expanded, node)
        return self._cache.get((self._snapshot.key, node), find, lambda docs: docs.nbytes)

    def _all(self, nodes: Sequence[Node]) -> Array:
        mask = np.ones(self._snapshot.size, bool)
        for node in nodes:
            mask &= self.mask(node)
        return mask

    def _at_least(self, nodes: Sequence[Node], minimum: int) -> Array:
        counts = np.zeros(self._snapshot.size, np.int32)
        for node in nodes:
            counts += self.mask(node)
        enough: Array = counts >= minimum
        return enough

    def _between(self, dates: DateRange) -> Array:
        return (self._snapshot.dates >= dates.first) & (self._snapshot.dates <= dates.last)

    # ---- patterns and phrases ----

    def _expanded(self, node: Pattern | Fuzzy) -> Array:
        words = self._expander.words(node)
        fields = ranking.fields(node.scope)
        return distinct(*(self._snapshot.docs_with("folded", words, field) for field in fields))

    def _phrase(self, phrase: Phrase) -> Array:
        candidates = np.flatnonzero(self._all(phrase.words) & self._snapshot.live)
        found = [
            self._standing(phrase, field, candidates)
            for field in ("title", "body")
            if all(field in ranking.fields(word.scope) for word in phrase.words)
        ]
        standing: Array = candidates[distinct(np.empty(0, np.int64), *found)]
        return standing

    def _standing(self, phrase: Phrase, field: Field, candidates: Array) -> Array:
        """The numbers of the candidates in which the phrase stands in the field."""
        places = [self._terms.places(word, field, candidates) for word in phrase.words]
        if phrase.slop:
            return _near(places, phrase.slop)
        starts = places[0]
        for step, following in enumerate(places[1:], 1):
            starts = starts[among(starts + step, following)]
        return starts >> POSITION_BITS

    # ---- filters ----

    def is_filtered(self, query: Query, column: str) -> bool:
        """Whether a filter on the column itself narrows what the query matches."""
        if column in TIME_FACETS:
            return query.dates != ANY_DATE
        return any(choice.column == column for choice in query.filters)

    def filtered(self, mask: Array, query: Query, *, but: str = "") -> Array:
        """What the reader's filters leave of the mask; the filter on the column ``but`` is left out."""
        mask = mask & self._snapshot.live
        if query.dates != ANY_DATE and but not in TIME_FACETS:
            mask &= self._between(query.dates) & (self._snapshot.dates > 0)
        for choice in query.filters:
            if choice.column != but:
                mask &= self._allowed(choice)
        return mask

    def _allowed(self, choice: Filter) -> Array:
        column, size = self._snapshot.column(choice.column), self._snapshot.size
        mask = column.with_any(choice.include, size) if choice.include else np.ones(size, bool)
        return mask & ~column.with_any(choice.exclude, size) if choice.exclude else mask


def _near(places: Sequence[Array], slop: int) -> Array:
    """The numbers of the articles in which places of all words stand close together."""
    reach = len(places) - 1 + slop
    close = (_close(places[0], other, reach) for other in places[1:])
    numbers = reduce(np.intersect1d, close, distinct(places[0] >> POSITION_BITS))
    if len(places) <= 2:
        return numbers
    found = [
        number
        for number in numbers.tolist()
        if phrases.near([_in_article(keys, number) for keys in places], slop)
    ]
    return np.array(found, np.int64)


def _close(one: Array, other: Array, reach: int) -> Array:
    """The numbers of the articles where two words have different places at most ``reach`` apart."""
    numbers = []
    for left, right in ((one, other), (other, one)):
        following = np.searchsorted(right, left, side="right")
        left = left[following < len(right)]
        near = right[following[following < len(right)]] - left <= reach
        numbers.append(left[near] >> POSITION_BITS)
    return distinct(*numbers)


def _in_article(keys: Array, number: int) -> set[int]:
    begin, end = np.searchsorted(keys, (number << POSITION_BITS, (number + 1) << POSITION_BITS))
    return set(keys[begin:end].tolist())
