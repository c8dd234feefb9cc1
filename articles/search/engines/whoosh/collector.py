"""The order of the matches: by score or by date, the best few without sorting the rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from articles.search.engines.whoosh.array_file import Array
from articles.search.engines.whoosh.positions import PhraseMatcher
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.engines.whoosh.term_scorer import ScoredPostings, TermScorer
from articles.search.ranking import bm25
from articles.search.ranking.proximity import bonuses
from articles.search.types import LAST_DATE, Cursor, Hit, Query, Word

_LOOKUP_RATIO = 20  # times as many articles as matches: then these are looked up among a word's articles
_RANK_BITS = 32  # of an order key: the rank by id, below the score or the date


class Page(NamedTuple):
    hits: tuple[Hit, ...]
    groups: int  # results after folding
    next: Cursor | None


class TopDocsCollector:
    """Orders the matches of one query in one snapshot.

    Every match has a key, the largest first: its score (or date) above its rank by id. The best
    ``bm25.RESCORE_WINDOW`` are rescored; their scores only grow, so they stay before all others.
    """

    def __init__(
        self, snapshot: IndexSnapshot, scorer: TermScorer, phrases: PhraseMatcher, query: Query, docs: Array
    ) -> None:
        self._snapshot = snapshot
        self._query = query
        self._words = bm25.scoring_words(query.node) if query.sort == "relevance" else ()
        self._scored = [scorer.scored(word) for word in self._words]
        self._scores = _scores(self._scored, docs, snapshot.size)
        self._docs = docs
        self._keys = self._order_keys(self._scores, snapshot.dates[docs], snapshot.recency[docs])
        self._duplicates = np.zeros(len(docs), np.int64)
        self._phrases = phrases
        if query.group_duplicates:
            self._group()

    def page(self, after: Cursor | None, offset: int, limit: int) -> Page:
        start = self._offset_after(after) if after else offset
        end = start + limit
        best = self._best(min(end, len(self._docs)))
        hits = tuple(self._hit(row, score) for row, score in best[start:end])
        more = bool(hits) and end < len(self._docs)
        return Page(hits, len(self._docs), self._cursor(*best[end - 1]) if more else None)

    def _order_keys(self, scores: Array, dates: Array, ranks: Array) -> Array:
        if self._query.sort == "oldest":
            dated = np.where(dates == 0, LAST_DATE + 1, dates).astype(np.int64)
            return -((dated << _RANK_BITS) + ranks)
        above = np.rint(scores / bm25.TIE) if self._query.sort == "relevance" else dates
        return (above.astype(np.int64) << _RANK_BITS) + ranks

    def _group(self) -> None:
        """Keep of every group the best article alone."""
        groups = self._snapshot.groups[self._docs]
        copied = np.flatnonzero(groups > 0)
        order = copied[np.lexsort((self._keys[copied], groups[copied]))]
        last = np.flatnonzero(np.diff(groups[order], append=0) != 0)
        self._duplicates[order[last]] = np.diff(last, prepend=-1) - 1
        best = np.sort(np.concatenate((np.flatnonzero(groups <= 0), order[last])))
        self._docs, self._keys, self._duplicates = self._docs[best], self._keys[best], self._duplicates[best]
        self._scores = self._scores[best]

    # ---- the best ----

    def _best(self, count: int) -> list[tuple[int, float]]:
        """The first ``count`` matches in their final order: row among the matches, score."""
        if not count:
            return []  # only counted: nothing is rescored
        window, scores = self._window
        rows = self._top(count)[len(window) :].tolist() if count > len(window) else []
        ranked = [*zip(window, scores, strict=True), *((row, float(self._scores[row])) for row in rows)]
        return ranked[:count]

    @cached_property
    def _window(self) -> tuple[list[int], list[float]]:
        """The rows that are rescored, in their new order, with their new scores."""
        if self._query.sort != "relevance":
            return [], []
        rows = np.sort(self._largest(bm25.RESCORE_WINDOW))
        docs = self._docs[rows]
        index = _PositionIndex(self._phrases, docs, self._scored)
        scores = self._scores[rows] + bonuses(self._snapshot.ids[docs], self._words, index)
        keys = self._order_keys(scores, self._snapshot.dates[docs], self._snapshot.recency[docs])
        order = np.argsort(-keys)
        return rows[order].tolist(), scores[order].tolist()

    def _top(self, count: int) -> Array:
        """The rows with the ``count`` largest keys, the largest first."""
        rows = self._largest(count)
        best: Array = rows[np.argsort(-self._keys[rows])]
        return best

    def _largest(self, count: int) -> Array:
        """The rows with the ``count`` largest keys, in any order."""
        others = len(self._keys) - count
        if others <= 0 or not count:
            return np.arange(min(count, len(self._keys)))
        return self._keys.argpartition(others)[others:]

    # ---- cursors ----

    def _hit(self, row: int, score: float) -> Hit:
        return Hit(int(self._snapshot.ids[self._docs[row]]), score, int(self._duplicates[row]))

    def _cursor(self, row: int, score: float) -> Cursor:
        doc = self._docs[row]
        return Cursor(score, int(self._snapshot.dates[doc]), int(self._snapshot.ids[doc]))

    def _offset_after(self, cursor: Cursor) -> int:
        """How many matches come before or at the cursor, also when its article has left the index."""
        oldest = self._query.sort == "oldest"
        rank = self._snapshot.rank_of_id(cursor.id, last=oldest)
        scores, dates, ranks = (np.array([value]) for value in (cursor.score, cursor.date, rank))
        key = self._order_keys(scores, dates, ranks)[0]
        rows, new_scores = self._window
        docs = self._docs[rows]
        in_window = self._order_keys(
            np.array(new_scores), self._snapshot.dates[docs], self._snapshot.recency[docs]
        )
        others = np.delete(self._keys, rows)
        return int((in_window >= key).sum() + (others >= key).sum())


class _PositionIndex:
    """Tells ranking where words stand in the articles ``docs``, sorted: a ``proximity.PositionIndex``."""

    def __init__(self, phrases: PhraseMatcher, docs: Array, scored: Sequence[ScoredPostings]) -> None:
        self._phrases = phrases
        self._docs = docs
        self._scored = scored

    def positions_of(self, words: Sequence[Word], ids: Sequence[int]) -> Array:
        return self._phrases.positions_of(words, self._docs)

    def rarities(self, words: Sequence[Word]) -> Sequence[tuple[float, float]]:
        return [postings.rarity for postings in self._scored]


def _scores(words: Sequence[ScoredPostings], docs: Array, size: int) -> Array:
    """The score of each of the articles ``docs``."""
    if len(docs) * _LOOKUP_RATIO > size:
        totals = np.zeros(size)
        for word in words:
            totals[word.scored] += word.scores
        return totals[docs]
    totals = np.zeros(len(docs))
    for word in words:
        places = word.scored.searchsorted(docs)
        places[places == len(word.scored)] = 0
        totals += word.scores[places] * (word.scored[places] == docs) if len(word.scored) else 0
    return totals
