"""The order of a query's matches, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tantivy import DocAddress, Order, Query

from articles.search.engines.base import Page
from articles.search.engines.tantivy import facets, schema
from articles.search.engines.tantivy.term_expansion import Expander
from articles.search.ranking import bm25
from articles.search.ranking.proximity import BODY, POSITION_BITS, Positions, bonuses
from articles.search.types import Cursor, Hit, Sort, Word
from articles.search.types import Query as Question

_SPARE = 25  # matches asked for beyond those needed, because equal scores are ordered by id

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TopDocs:
    """Matches, the best first: by the lowest ``order``, which is of score or date, then by the newest id."""

    order: Numbers
    ids: Numbers
    scores: npt.NDArray[np.float64]
    addresses: npt.NDArray[np.object_]  # Tantivy's

    def __len__(self) -> int:
        return len(self.ids)

    def take(self, rows: Numbers | slice) -> TopDocs:
        return TopDocs(self.order[rows], self.ids[rows], self.scores[rows], self.addresses[rows])

    def sorted(self) -> TopDocs:
        return self.take(np.lexsort((-self.ids, self.order)))


_NONE = TopDocs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0, object))


class TopDocsCollector:
    """Orders the matches of one question: ``matches`` finds them and scores the ``words``."""

    def __init__(
        self, expander: Expander, question: Question, matches: Query, words: tuple[Word, ...]
    ) -> None:
        self._expander = expander
        self._reader = expander.reader
        self._question = question
        self._matches = matches
        self._words = words
        self._duplicates = facets.duplicate_counts(self._reader, matches) if question.group_duplicates else {}
        self._total = 0

    def page(self, after: Cursor | None, offset: int, limit: int) -> Page:
        """The ``limit`` hits after ``offset`` or after the cursor."""
        if after is None:
            ranked, start = self._first(offset + limit), offset
        else:
            ranked, start = self._beyond(after, limit)
        chosen = ranked.take(slice(start, start + limit))
        more = len(chosen) and start + limit < self._groups
        return Page(self._hits(chosen), self._total, self._groups, self._cursor(chosen) if more else None)

    @property
    def _groups(self) -> int:
        return self._total - sum(self._duplicates.values()) + len(self._duplicates)

    def _hits(self, chosen: TopDocs) -> tuple[Hit, ...]:
        ids, scores = chosen.ids.tolist(), chosen.scores.tolist()
        if not self._duplicates:
            return tuple(map(Hit, ids, scores))
        others = [self._duplicates.get(group, 1) - 1 for group in self._numbers("duplicate_group", chosen)]
        return tuple(map(Hit, ids, scores, others))

    # ---- the best ----

    def _first(self, count: int) -> TopDocs:
        """The best ``count`` or more, in their final order."""
        if not self._words:
            return self._ranked(count)
        ranked = self._ranked(max(count, bm25.RESCORE_WINDOW))
        return self._rescored(ranked)

    def _ranked(self, count: int) -> TopDocs:
        """The best ``count`` or more, before any is rescored."""
        asked = count + _SPARE
        while True:
            found = self._top(asked)
            whole = len(found) < asked
            if self._words and not whole:  # more with the last one's score may come
                found = found.take(slice(np.searchsorted(found.order, found.order[-1])))
            if self._duplicates:
                found = self._grouped(found)
            if whole or len(found) >= count:
                return found
            asked *= 4

    def _top(self, count: int) -> TopDocs:
        """The first ``count`` matches."""
        search = self._reader.searcher.search
        if self._words:
            result = search(self._matches, count)
        else:
            column, direction = _COLUMNS[self._question.sort]
            result = search(self._matches, count, order_by_field=column, order=direction)
        self._total = result.count  # type: ignore[attr-defined]
        hits = result.hits  # made anew each time it is asked for
        if not hits:
            return _NONE
        numbers, addresses = zip(*hits, strict=True)
        held = np.fromiter(addresses, object, len(addresses))
        if not self._words:
            order, ids = _sort_keys(self._question.sort, np.array(numbers, np.int64))
            return TopDocs(order, ids, np.zeros(len(ids)), held)
        scores = np.array(numbers, np.float64)
        ids = np.array(self._reader.numbers("id", list(addresses)), np.int64)
        return TopDocs(-bm25.buckets(scores), ids, scores, held).sorted()

    def _grouped(self, found: TopDocs) -> TopDocs:
        """The best of each group."""
        rows = dict[int, int]()
        for row, group in enumerate(self._numbers("duplicate_group", found)):
            rows.setdefault(group or -1 - row, row)
        return found.take(np.array(list(rows.values()), np.int64))

    def _numbers(self, name: str, found: TopDocs) -> list[int]:
        return self._reader.numbers(name, found.addresses.tolist())

    def _rescored(self, found: TopDocs) -> TopDocs:
        """The same matches, the best of them ordered anew: their scores only grow."""
        scores = found.scores.copy()
        window = _PositionIndex(self._expander, found.addresses[: bm25.RESCORE_WINDOW].tolist())
        best = found.ids[: bm25.RESCORE_WINDOW].tolist()
        scores[: bm25.RESCORE_WINDOW] += bonuses(best, self._words, window)
        return TopDocs(-bm25.buckets(scores), found.ids, scores, found.addresses).sorted()

    # ---- cursors ----

    def _cursor(self, chosen: TopDocs) -> Cursor:
        """The place after the last one."""
        date = self._reader.numbers("date", chosen.addresses[-1:].tolist())[0]
        return Cursor(float(chosen.scores[-1]), date, int(chosen.ids[-1]))

    def _beyond(self, cursor: Cursor, limit: int) -> tuple[TopDocs, int]:
        """Ranked matches, and where among them the page after the cursor begins.

        The article of the cursor may have left the index. Reading on takes time in proportion to the depth.
        """
        order, id = self._sort_key_of(cursor)
        count = limit
        while True:
            ranked = self._first(count)
            before = (ranked.order < order) | ((ranked.order == order) & (ranked.ids >= id))
            start = int(before.sum())
            if start + limit <= len(ranked) or len(ranked) == self._groups:
                return ranked, start
            count = 2 * len(ranked)

    def _sort_key_of(self, cursor: Cursor) -> tuple[int, int]:
        sort = self._question.sort
        if sort == "relevance":
            return -bm25.bucket(cursor.score), cursor.id
        number = (schema.newest if sort == "newest" else schema.oldest)(cursor.date, cursor.id)
        order, ids = _sort_keys(sort, np.array([number]))
        return int(order[0]), int(ids[0])


class _PositionIndex:
    """Tells where the words stand in the best articles. Implements ``proximity.PositionIndex``."""

    def __init__(self, expander: Expander, addresses: list[DocAddress]) -> None:
        self._expander = expander
        self._reader = expander.reader
        self._forward_index = self._reader.forward_index(addresses)

    def positions_of(self, words: Sequence[Word], ids: Sequence[int]) -> Positions:
        positions = self._forward_index.positions_of(
            [self._expander.wanted(word.forms[-1]) for word in words]
        )
        if all(word.scope == "any" for word in words):
            return positions
        titles = np.array([word.scope == "title" for word in words])
        allowed: Positions = positions[
            ~titles[(positions >> POSITION_BITS) // len(ids)] | (positions & BODY == 0)
        ]
        return allowed

    def rarities(self, words: Sequence[Word]) -> Sequence[tuple[float, float]]:
        return [self._expander.rarities(word.forms[-1]) for word in words]


# By which number column, and in which direction, Tantivy orders what has no score.
_COLUMNS: dict[Sort, tuple[str, Order]] = {
    "relevance": ("id", Order.Desc),
    "newest": ("newest", Order.Desc),
    "oldest": ("oldest", Order.Asc),
}


def _sort_keys(sort: Sort, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """The order and the ids of matches, from the numbers in the column they are ordered by."""
    if sort == "relevance":
        return np.zeros_like(numbers), numbers
    return numbers if sort == "oldest" else -numbers, numbers & schema.ID_MASK
