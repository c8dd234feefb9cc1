"""Random articles and random queries of every kind, with a seed: engines must agree on all of them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.types import (
    And,
    AtLeast,
    Column,
    DateRange,
    Doc,
    Everything,
    Filter,
    Fuzzy,
    InColumn,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Scope,
    Word,
)
from tests.search.queries import NORMAL, word

STEMS = """قوات مدينة رئيس نخيل جسر بحيرة مدرسة سوق مهرجان تمور
وزير كتاب طبيب سفينة قطار مطار بلدية زحام صحراء مسرح"""
PREFIXES = ("", "", "ال", "وال", "لل", "ب", "و", "بال")
HARAKAT = ("\u064e", "\u064f", "\u0650", "\u0651")
DAYS = ("", "2021", "2021-05", "2021-05-17", "2022-01-11", "2022-03-11", "2022-07-11")
DATES = (DateRange(), DateRange(), DateRange(20210500, 20210599), DateRange(first=20220000))
COLUMNS: tuple[tuple[Column, tuple[str, ...]], ...] = (
    ("source", ("nahr", "manara")),
    ("tag", ("a", "b")),
    ("section", ("local",)),
)
CONDITIONS = (InColumn("source", ("nahr",)), InColumn("tag", ("a", "d")), DateRange(20210000, 20219999))
FACETS = ("source", "tag", "mention", "author", "section", "year", "month", "day")


class Random:
    """Draws articles and queries; the same seed draws the same ones."""

    def __init__(self, analyzer: Analyzer, seed: int, words: Sequence[str] = ()) -> None:
        self._analyzer = analyzer
        self._random = random.Random(seed)
        self._words = list(words) or [prefix + stem for stem in STEMS.split() for prefix in PREFIXES]

    def docs(self, count: int) -> list[Doc]:
        return [self._doc(number) for number in range(1, count + 1)]

    def _doc(self, number: int) -> Doc:
        chance = self._random
        return Doc(
            id=number,
            title=self._text(chance.randrange(8)),
            body=self._text(chance.choice((0, 5, 20, 80, 200))),
            published=chance.choice(DAYS),
            source=chance.choice(("", "nahr", "manara", "sahel")),
            section=chance.choice(("", "local", "sport")),
            tags=tuple(chance.sample(("a", "b", "c", "d"), chance.randrange(3))),
            mentions=tuple(chance.sample(("a", "b", "e"), chance.randrange(2))),
            authors=tuple(chance.sample(("سلمى", "كمال", "ليلى"), chance.randrange(2))),
            duplicate_group=chance.choice((0, 0, 0, chance.randrange(1, 30))),
        )

    def _text(self, length: int) -> str:
        return " ".join(self._vocalised(self._word_text()) for _ in range(length))

    def _word_text(self) -> str:
        """Common words are drawn more often than rare ones, as in real text."""
        return self._words[int(len(self._words) * self._random.random() ** 2)]

    def _vocalised(self, text: str) -> str:
        if not self._chance(0.1):
            return text
        return "".join(letter + self._random.choice(("", *HARAKAT)) for letter in text)

    def _chance(self, likely: float) -> bool:
        return self._random.random() < likely

    # ---- queries ----

    def query(self) -> Query:
        chance = self._random
        fields: dict[str, Any] = {
            "filters": tuple(self._filter() for _ in range(chance.choice((0, 0, 1, 2)))),
            "dates": chance.choice(DATES),
            "sort": chance.choice(("relevance", "relevance", "relevance", "newest", "oldest")),
            "facets": tuple(chance.sample(FACETS, chance.randrange(4))),
            "facet_size": chance.choice((2, 50)),
            "group_duplicates": self._chance(0.3),
        }
        return Query(text="", node=self.node(depth=2), **fields)

    def _filter(self) -> Filter:
        column, values = self._random.choice(COLUMNS)
        chosen = tuple(self._random.sample(values, self._random.randrange(len(values) + 1)))
        return Filter(column, exclude=chosen) if self._chance(0.4) else Filter(column, include=chosen)

    def node(self, depth: int) -> Node:
        if depth == 0 or self._chance(0.3):
            return self._leaf()
        children = tuple(self.node(depth - 1) for _ in range(self._random.randrange(1, 4)))
        kind = self._random.randrange(5)
        if kind < 2:
            return And(children)
        if kind == 2:
            return Or(children)
        if kind == 3:
            return AtLeast(children, self._random.randrange(1, len(children) + 1))
        return And((*children, Not(self._leaf())))

    def _leaf(self) -> Node:
        kind = self._random.randrange(12)
        if kind < 6:
            return self.word()
        if kind < 8:
            return self._phrase()
        text = self._analyzer.layers(self._word_text()).folded
        scope: Scope = self._random.choice(("any", "title"))
        if kind == 8:
            cut = self._random.randrange(1, max(2, len(text)))
            globs = (text[:cut] + "*", "*" + text[cut:], text[:1] + "*" + text[cut:])
            return Pattern(self._random.choice(globs), scope)
        if kind == 9:
            return Fuzzy(text[:-1], self._random.choice((1, 2)), scope)
        if kind == 10:
            return self._random.choice(CONDITIONS)
        return Everything()

    def word(self) -> Word:
        text = self._word_text()
        layers = self._random.choice((NORMAL, NORMAL, (*NORMAL, "root"), ("surface",), ("surface", "folded")))
        also = (self._word_text(),) if self._chance(0.2) else ()
        scope: Scope = self._random.choice(("any", "any", "any", "title"))
        vocalised = ""
        if layers == ("surface",) and self._chance(0.5):
            vocalised = text[0] + self._random.choice(HARAKAT) + text[1:]
        return word(text, self._analyzer, layers=layers, scope=scope, also=also, vocalised=vocalised)

    def _phrase(self) -> Phrase:
        words = tuple(without_root(self.word()) for _ in range(self._random.randrange(2, 4)))
        return Phrase(words, self._random.choice((0, 0, 1, 3)))


def without_root(word: Word) -> Word:
    """The word as a phrase may have it: decided by a layer whose places engines keep."""
    return replace(word, forms=tuple(form for form in word.forms if form.layer != "root"))
