"""The order of a query's matches, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tantivy import DocAddress, Order, Query

from articles.search import ranking
from articles.search.engines.tantivy import facets, fields
from articles.search.engines.tantivy.expansion import Expander
from articles.search.placing import Places, ranked_anew
from articles.search.ranking import Field
from articles.search.types import Cursor, Hit, Sort, Word
from articles.search.types import Query as Question

# A match: the best come first in the order of these tuples. The first number says how good (of the scores
# or dates), the second is the id, negative; then its score and where Tantivy keeps it.
Found = tuple[int, int, float, DocAddress]

_SPARE = 50  # matches asked for beyond those needed, because equal scores are ordered by id


class Page(NamedTuple):
    hits: tuple[Hit, ...]
    total: int
    groups: int
    next: Cursor | None


class Ranker:
    """Orders the matches of one question: ``matches`` finds them and scores the ``words``."""

    def __init__(self, expander: Expander, question: Question, matches: Query, words: Sequence[Word]) -> None:
        self._expander = expander
        self._view = expander.view
        self._question = question
        self._matches = matches
        self._words = words
        self._copies = facets.copies(self._view, matches) if question.fold_copies else {}
        self._total = 0

    def page(self, after: Cursor | None, offset: int, limit: int) -> Page:
        """The ``limit`` hits after ``offset`` or after the cursor."""
        if after is None:
            ranked, start = self._first(offset + limit), offset
        else:
            ranked, start = self._beyond(after, limit)
        chosen = ranked[start : start + limit]
        return Page(
            hits=self._hits(chosen),
            total=self._total,
            groups=self._groups,
            next=self._cursor(chosen[-1]) if chosen and start + limit < self._groups else None,
        )

    @property
    def _groups(self) -> int:
        return self._total - sum(self._copies.values()) + len(self._copies)

    def _hits(self, chosen: list[Found]) -> tuple[Hit, ...]:
        if not self._copies:
            return tuple(Hit(-minus_id, score) for _, minus_id, score, _ in chosen)
        others = [self._copies.get(story, 1) - 1 for story in self._numbers("story", chosen)]
        return tuple(Hit(-found[1], found[2], copies) for found, copies in zip(chosen, others, strict=True))

    # ---- the best ----

    def _first(self, count: int) -> list[Found]:
        """The best ``count`` or more, in their final order."""
        if not self._words:
            return self._ranked(count)
        ranked = self._ranked(max(count, ranking.WINDOW))
        return self._ranked_anew(ranked[: ranking.WINDOW]) + ranked[ranking.WINDOW :]

    def _ranked(self, count: int) -> list[Found]:
        """The best ``count`` or more, before any is ranked anew."""
        asked = count + _SPARE
        while True:
            found = self._top(asked)
            whole = len(found) < asked
            if self._words and not whole:  # more of the last one's score may come
                found = [match for match in found if match[0] < found[-1][0]]
            if self._copies:
                found = self._folded(found)
            if whole or len(found) >= count:
                return found
            asked *= 4

    def _top(self, count: int) -> list[Found]:
        """The first ``count`` matches, in order but for what lies beyond the last one's score."""
        search = self._view.searcher.search
        if self._words:
            result = search(self._matches, count)
            hits = result.hits
            ids = self._view.numbers("id", [address for _, address in hits])
            found = sorted(
                (-ranking.bucket(score), -id, score, address)
                for (score, address), id in zip(hits, ids, strict=True)
            )
        else:
            column, direction = _COLUMNS[self._question.sort]
            result = search(self._matches, count, order_by_field=column, order=direction)
            found = [(*_place(column, number), 0.0, address) for number, address in result.hits]
        self._total = result.count  # type: ignore[attr-defined]
        return found

    def _folded(self, found: list[Found]) -> list[Found]:
        """The best of each story."""
        stories = dict[int, Found]()
        for match, story in zip(found, self._numbers("story", found), strict=True):
            stories.setdefault(story or match[1], match)
        return list(stories.values())

    def _numbers(self, name: str, found: list[Found]) -> list[int]:
        return self._view.numbers(name, [address for *_, address in found])

    def _ranked_anew(self, best: list[Found]) -> list[Found]:
        addresses = {-minus_id: address for _, minus_id, _, address in best}
        window = _Window(self._expander, list(addresses.values()))
        ranked = ranked_anew([(-minus_id, score) for _, minus_id, score, _ in best], self._words, window)
        return [(-ranking.bucket(score), -id, score, addresses[id]) for id, score in ranked]

    # ---- cursors ----

    def _cursor(self, last: Found) -> Cursor:
        (date,) = self._numbers("date", [last])
        return Cursor(last[2], date, -last[1])

    def _beyond(self, cursor: Cursor, limit: int) -> tuple[list[Found], int]:
        """Ranked matches, and where among them the page after the cursor begins.

        The article of the cursor may have left the index. Reading on takes time in proportion to the depth.
        """
        place = self._place_of(cursor)
        count = limit
        while True:
            ranked = self._first(count)
            start = sum(match[:2] <= place for match in ranked)
            if start + limit <= len(ranked) or len(ranked) == self._groups:
                return ranked, start
            count = 2 * len(ranked)

    def _place_of(self, cursor: Cursor) -> tuple[int, int]:
        sort = self._question.sort
        if sort == "newest":
            return _place("newest", fields.newest(cursor.date, cursor.id))
        if sort == "oldest":
            return _place("oldest", fields.oldest(cursor.date, cursor.id))
        return -ranking.bucket(cursor.score), -cursor.id


class _Window:
    """Tells where the words stand in the best articles. Implements ``placing.Placed``."""

    def __init__(self, expander: Expander, addresses: list[DocAddress]) -> None:
        self._expander = expander
        self._view = expander.view
        self._texts = self._view.texts(addresses)

    def places_of(self, word: Word, field: Field, ids: Sequence[int]) -> Places:
        return self._texts.places_of(*self._expander.numbers(word.forms[-1]), field)

    def rarity(self, word: Word, field: Field) -> float:
        form = word.forms[-1]
        return self._view.idf(self._view.having(fields.TEXT[field, form.layer], form.terms))


# By which number column, and in which direction, Tantivy orders what has no score.
_COLUMNS: dict[Sort, tuple[str, Order]] = {
    "relevance": ("id", Order.Desc),
    "newest": ("newest", Order.Desc),
    "oldest": ("oldest", Order.Asc),
}


def _place(column: str, number: int) -> tuple[int, int]:
    """The first two numbers of a match found by the column."""
    if column == "id":
        return 0, -number
    return number if column == "oldest" else -number, -fields.id_of(number)
