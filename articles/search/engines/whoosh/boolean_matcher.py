"""Which articles a query's tree matches: masks over the articles of a snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from articles.search.engines.whoosh.array_file import Array, distinct
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.positions import PhraseMatcher
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.engines.whoosh.term_expansion import Expander
from articles.search.engines.whoosh.term_scorer import TermScorer
from articles.search.ranking import bm25
from articles.search.schema import TIME_FACETS
from articles.search.types import (
    ANY_DATE,
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


class Matcher:
    """Matches the nodes of queries in one snapshot. Masks may cover deleted articles: ``filtered`` leaves
    them out."""

    def __init__(
        self,
        snapshot: IndexSnapshot,
        scorer: TermScorer,
        phrases: PhraseMatcher,
        expander: Expander,
        cache: ByteCache,
    ) -> None:
        self._snapshot = snapshot
        self._scorer = scorer
        self._phrases = phrases
        self._expander = expander
        self._cache = cache

    def mask(self, node: Node) -> Array:
        match node:
            case Everything():
                return np.ones(self._snapshot.size, bool)
            case Nothing():
                return np.zeros(self._snapshot.size, bool)
            case Word():
                return self._mask_of(self._scorer.scored(node).docs)
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
        fields = bm25.fields(node.scope)
        return distinct(*(self._snapshot.docs_with("folded", words, field) for field in fields))

    def _phrase(self, phrase: Phrase) -> Array:
        docs = self._phrases.phrase(phrase)
        for word in phrase.words:
            if word.vocalised:
                docs = np.intersect1d(docs, self._scorer.scored(word).docs)
        return docs

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
