"""Random queries, from letters to whole sentences of the query language, asked inside this process.

Each is read as a request's parameters, explained, written back as text, and answered by the engine; one in
ten goes through the whole search service, as a page does, and one in ten is completed as it is typed. So a
thousand and more are asked a second, where a page takes 20 ms.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Final

WORDS: Final = (
    *(
        "السد",
        "الماء",
        "الجسر",
        "والمدينة",
        "للوزير",
        "بالميناء",
        "مدرسة",
        "كتاب",
        "رئيس",
        "أميركا",
        "مليشيا",
    ),
    *("kadhimi", "hguvhr", "Covid19", "م", "ال", "ء", "هٰذا", "مُدَرِّس", "ﻻ", "کتاب", "٢٠٢١", "2021", "x" * 50),
)
MARKS: Final = (
    *('"', "«", "»", "”", "(", ")", "[", "]", "{", "-", "--", "+", "|", "||", "&", "!", ":", "~", "~1", "~2"),
    *("~99", "*", "**", "?", "#", "@", "\\", "/", "^", ",", "،", "؛", "؟", "_", "=", "%", "'", "\u0640", "…"),
)
OPERATORS: Final = ("OR", "AND", "NOT", "أو", "و", "ليس", "NEAR", "TO", "or", "\u00a0", "\n", "\t")
FIELDS: Final = (
    *(
        "عنوان:",
        "مصدر:",
        "كاتب:",
        "وسم:",
        "قسم:",
        "تاريخ:",
        "title:",
        "source:",
        "author:",
        "tag:",
        "section:",
    ),
    *("date:", "url:", "x:", "نصّ:", "عنوان:عنوان:", "وسم:-", "-تاريخ:"),
)
DATES: Final = (
    "2021",
    "2021-09",
    "2021-09-31",
    "أيلول 2021",
    "صفر 1443",
    "9999-99-99",
    "..",
    "2021..2022",
    "0",
)
ODD: Final = (
    *(
        "\0",
        "\ud800",
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u200f",
        "\u0651" * 40,
        "🇵🇸",
        "𝕏",
        "ﷺ",
        "\r\n",
        "\x1b[0m",
    ),
    *("<script>", "{{7*7}}", "${x}", "'; DROP", "../..", "1e309", "NaN", "%00", "\u0958", "ـ" * 30, "٪"),
)
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "mode": ("exact", "normal", "wide", "", "x"),
    "match": ("all", "any", "none"),
    "sort": ("relevance", "newest", "oldest", "-1"),
    "copies": ("all", "fold", "\0"),
    "page": ("1", "2", "999999", "-1", "٣", "1e9", "x"),
    "limit": ("1", "20", "100", "0", "9" * 30),
    "from": (*DATES, "x"),
    "to": (*DATES, "\0"),
    "source": (*WORDS, "-x", *ODD),
    "tag": (*WORDS, *ODD),
    "author": (*WORDS, "-", *ODD),
    "section": (*WORDS, *ODD),
    "families": ("on", "off", "x"),
    "without": WORDS,
}


class Queries:
    """Draws parameters of searches; the same seed draws the same."""

    def __init__(self, chosen: random.Random) -> None:
        self.chosen = chosen

    def params(self) -> str:
        """The part of an address after ``?``, as Django reads it."""
        from django.http import QueryDict

        found = QueryDict(mutable=True)
        found["q"] = self.text()
        if self.chosen.random() < 0.5:
            for name in self.chosen.choices(tuple(CHOICES), k=self.chosen.randint(1, 4)):
                values = self.chosen.choices(CHOICES[name], k=self.chosen.choice((1, 1, 1, 2, 60)))
                found.setlist(name, [_sendable(value) for value in values])
        return found.urlencode()

    def text(self) -> str:
        kind = self.chosen.random()
        if kind < 0.1:
            letters = (*range(0x20, 0x7F), *range(0x600, 0x700), *range(0x2000, 0x2070), 0xFE8E, 0xFDFA)
            return _sendable("".join(map(chr, self.chosen.choices(letters, k=self.chosen.randint(0, 40)))))
        pieces = self.chosen.choice((1, 2, 3, 3, 4, 5, 8, 12, 20, 60 if kind > 0.98 else 6))
        joined = self.chosen.choice((" ", " ", " ", "")).join(self.piece() for _ in range(pieces))
        if kind > 0.995:
            joined *= 60
        return _sendable(joined)

    def piece(self) -> str:
        chance = self.chosen.random()
        if chance < 0.45:
            return self.word()
        if chance < 0.55:
            return f'"{self.word()} {self.word()}"' + self.chosen.choice(("", "~5", "~", "~9999", "*"))
        if chance < 0.65:
            value = self.chosen.choice(DATES) if self.chosen.random() < 0.3 else self.word()
            return self.chosen.choice(FIELDS) + value
        if chance < 0.72:
            return f"({self.word()} {self.chosen.choice(OPERATORS)} {self.piece()})"
        pool = MARKS if chance < 0.85 else OPERATORS if chance < 0.95 else ODD
        return self.chosen.choice(pool)

    def word(self) -> str:
        word = self.chosen.choice(WORDS)
        shape = self.chosen.random()
        if shape < 0.1:
            return word[: self.chosen.randint(1, 4)] + "*"
        if shape < 0.15:
            return f"*{word[-3:]}*"
        if shape < 0.22:
            return word + self.chosen.choice(("~", "~1", "~2"))
        if shape < 0.3:
            return self.chosen.choice(("-", "+", "#", "!")) + word
        if shape < 0.35:
            place = self.chosen.randint(0, len(word))
            return word[:place] + chr(self.chosen.randint(0x621, 0x652)) + word[place:]
        return word


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def asking() -> Callable[[str, int], Any]:
    """A function that asks with such parameters; its number chooses how far the question goes."""
    from django.http import QueryDict

    from articles.indexing.runtime import current_searcher
    from articles.search.query.unparse import text_of
    from articles.searching.query.explain import explain
    from articles.searching.query.reader import QueryReader
    from articles.searching.request import FACETS, SearchRequest
    from articles.searching.service import Detail, search
    from articles.searching.suggest.autocomplete import completions

    searcher = current_searcher()

    def ask(params: str, number: int) -> Any:
        request = SearchRequest.from_params(QueryDict(params))
        if number % 10 == 0:
            return search(request, detail=Detail.PAGE, searcher=searcher)
        if number % 10 == 1:
            return completions(searcher, request.text[:200])
        query = QueryReader(searcher).read(request, facets=FACETS if number % 10 == 2 else ())
        explain(query)
        text_of(query.node)
        return searcher.engine.search(query, limit=10)

    return ask
