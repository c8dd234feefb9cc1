"""The order of a question's matches, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from articles.search.engines.base import Page
from articles.search.engines.opensearch.positions import ArticlePositions
from articles.search.engines.opensearch.schema import GROUP
from articles.search.ranking import bm25
from articles.search.ranking.proximity import bonuses
from articles.search.types import LAST_DATE, Cursor, Hit, Query, Sort, Word

_SPARE: Final = 25  # matches asked for beyond those needed, because equal scores are ordered by id

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """Matches, the best first: by the lowest ``order``, which is of score or date, then by ``ids``, the
    highest first unless the oldest come first. ``total`` counts all, ``duplicates`` those of each group of
    copies."""

    order: Numbers
    ids: Numbers
    scores: npt.NDArray[np.float64]
    dates: Numbers
    groups: Numbers
    sort: Sort
    total: int
    duplicates: Mapping[int, int]

    @classmethod
    def of(cls, hits: dict[str, Any], sort: Sort, duplicates: Mapping[int, int]) -> Found:
        """What an answer holds."""
        rows = hits["hits"]
        ids, dates, groups = (
            np.array([row["fields"][name][0] for row in rows], np.int64) for name in ("id", "date", GROUP)
        )
        scores = np.array([row["_score"] or 0.0 for row in rows], np.float64)
        order = -bm25.buckets(scores) if sort == "relevance" else _by_date(dates, sort)
        return cls(order, ids, scores, dates, groups, sort, hits["total"]["value"], duplicates).sorted()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def distinct(self) -> int:
        """How many matches there are, copies folded into one."""
        return self.total - sum(self.duplicates.values()) + len(self.duplicates)

    def take(self, rows: Numbers | slice) -> Found:
        return Found(
            self.order[rows],
            self.ids[rows],
            self.scores[rows],
            self.dates[rows],
            self.groups[rows],
            self.sort,
            self.total,
            self.duplicates,
        )

    def sorted(self) -> Found:
        return self.take(np.lexsort((_id_order(self.ids, self.sort), self.order)))

    def scored(self, scores: npt.NDArray[np.float64]) -> Found:
        """The same matches in the order of other scores."""
        order = -bm25.buckets(scores)
        found = Found(
            order, self.ids, scores, self.dates, self.groups, self.sort, self.total, self.duplicates
        )
        return found.sorted()


class TopDocsCollector:
    """Orders the matches of one question. ``top`` asks for the first so many; ``positions``, when words
    score, tells where they stand."""

    def __init__(
        self,
        question: Query,
        words: tuple[Word, ...],
        top: Callable[[int], Found],
        positions: ArticlePositions | None,
    ) -> None:
        self._question = question
        self._words = words
        self._top = top
        self._positions = positions

    def page(self, after: Cursor | None, offset: int, limit: int) -> Page:
        """The ``limit`` hits after ``offset`` or after the cursor."""
        if limit < 1:
            found = self._top(0)
            return Page((), found.total, found.distinct, None)
        if after is None:
            ranked, start = self._first(offset + limit), offset
        else:
            ranked, start = self._beyond(after, limit)
        chosen = ranked.take(slice(start, start + limit))
        more = len(chosen) and start + limit < ranked.distinct
        return Page(_hits(chosen), ranked.total, ranked.distinct, _cursor(chosen) if more else None)

    # ---- the best ----

    def _first(self, count: int) -> Found:
        """The best ``count`` or more, in their final order."""
        if not self._words:
            return self._top(count)
        return self._rescored(self._ranked(max(count, bm25.RESCORE_WINDOW)))

    def _ranked(self, count: int) -> Found:
        """The best ``count`` or more, before any is rescored."""
        asked = count + _SPARE
        while True:
            found = self._top(asked)
            if len(found) < asked:
                return found
            whole = found.take(slice(np.searchsorted(found.order, found.order[-1])))
            if len(whole) >= count:  # more with the last one's score may come
                return whole
            asked *= 4

    def _rescored(self, found: Found) -> Found:
        """The same matches, the best of them ordered anew: their scores only grow."""
        best = found.ids[: bm25.RESCORE_WINDOW].tolist()
        if not best or self._positions is None:
            return found
        scores = found.scores.copy()
        scores[: bm25.RESCORE_WINDOW] += bonuses(best, self._words, self._positions)
        return found.scored(scores)

    # ---- cursors ----

    def _beyond(self, cursor: Cursor, limit: int) -> tuple[Found, int]:
        """Ranked matches, and where among them the page after the cursor begins.

        The article of the cursor may have left the index. Reading on takes time in proportion to the depth.
        """
        order, id = self._place_of(cursor)
        count = limit
        while True:
            ranked = self._first(count)
            ids = _id_order(ranked.ids, ranked.sort)
            start = int(((ranked.order < order) | ((ranked.order == order) & (ids <= id))).sum())
            if start + limit <= len(ranked) or len(ranked) >= ranked.distinct:
                return ranked, start
            count = 2 * max(len(ranked), limit)

    def _place_of(self, cursor: Cursor) -> tuple[int, int]:
        sort = self._question.sort
        id = int(_id_order(np.array([cursor.id]), sort)[0])
        if sort == "relevance":
            return -bm25.bucket(cursor.score), id
        return int(_by_date(np.array([cursor.date]), sort)[0]), id


def _hits(chosen: Found) -> tuple[Hit, ...]:
    ids, scores = chosen.ids.tolist(), chosen.scores.tolist()
    others = [chosen.duplicates.get(group, 1) - 1 for group in chosen.groups.tolist()]
    return tuple(map(Hit, ids, scores, others))


def _cursor(chosen: Found) -> Cursor:
    """The place after the last one."""
    return Cursor(float(chosen.scores[-1]), int(chosen.dates[-1]), int(chosen.ids[-1]))


def _by_date(dates: Numbers, sort: Sort) -> Numbers:
    """The order by date; undated articles last."""
    return np.where(dates > 0, dates, LAST_DATE + 1) if sort == "oldest" else -dates


def _id_order(ids: Numbers, sort: Sort) -> Numbers:
    return ids if sort == "oldest" else -ids
