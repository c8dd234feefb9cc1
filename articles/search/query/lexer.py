"""The first step of reading a query: its characters become tokens. Any string will do.

Quotes of any kind open and close a phrase, brackets group, ``أو`` ``OR`` ``|`` separate, a ``-`` that hangs
on the word after it (or ``NOT``) excludes, ``name:`` right before its value names a field, ``*`` makes a
pattern and ``~`` a fuzzy word or a loose phrase. Everything else between spaces is words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from unicodedata import normalize

from articles.search.types import QueryWarning

MAX_CHARACTERS: Final = 1_500
MAX_WORDS: Final = 64
MAX_SLOP: Final = 50

Kind = Literal["word", "phrase", "pattern", "fuzzy", "open", "close", "or", "not", "field"]
FieldName = Literal["title", "source", "author", "tag", "mention", "section", "date"]

FIELDS: Final[dict[str, FieldName]] = {
    **dict.fromkeys(("عنوان", "العنوان", "title"), "title"),
    **dict.fromkeys(("مصدر", "المصدر", "source"), "source"),
    **dict.fromkeys(("كاتب", "الكاتب", "author"), "author"),
    **dict.fromkeys(("وسم", "الوسم", "tag"), "tag"),
    **dict.fromkeys(("مذكور", "المذكور", "mention"), "mention"),
    **dict.fromkeys(("قسم", "القسم", "section"), "section"),
    **dict.fromkeys(("تاريخ", "التاريخ", "date"), "date"),
}
_OR_WORDS: Final = frozenset({"أو", "او", "OR"})
_AND_WORDS: Final = frozenset({"AND", "&", "&&"})
_QUOTES: Final = tuple(frozenset(family) for family in ('"“”„‟＂', "«»", "‹›"))
_QUOTE: Final = "".join(sorted("".join("".join(family) for family in _QUOTES)))
_OPEN, _CLOSE = "([{（﴿", ")]}）﴾"

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_LIGATURES: Final = re.compile("[\ufb50-\ufd3d\ufd50-\ufdff\ufe70-\ufefc]+")
_BREAKS: Final = re.escape(_QUOTE + _OPEN + _CLOSE + "|")
_CHUNK: Final = re.compile(rf"[^\s{_BREAKS}]+")
_FIELD: Final = re.compile(r"(\w+)[:：]")
_DASHES: Final = re.compile("[-\u2010\u2011\u2212]+")
_TILDE: Final = re.compile(r"~(\d*)")
_FUZZY: Final = re.compile(r"(\w{3,})~([12١٢]?)[^\w*]*")
_STAR: Final = re.compile(r"\*+")


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is the word, the inside of the quotes or the field's name; ``number`` the n after ``~``."""

    kind: Kind
    text: str = ""
    number: int = 0


def clean(text: str) -> str:
    """The query as it is read: composed letters, no control or invisible characters, single spaces."""
    text = _INVISIBLE.sub("", _CONTROL.sub(" ", text))
    text = _LIGATURES.sub(lambda match: normalize("NFKC", match.group()), text)
    return " ".join(normalize("NFC", text).split())


def lex(text: str) -> tuple[list[Token], list[QueryWarning]]:
    """The tokens of a cleaned text, and what the reader should know about how it was cut into them.

    A text beyond the limits was pasted: only its first part is read, and only as words.
    """
    if len(text) > MAX_CHARACTERS or text.count(" ") >= MAX_WORDS:
        return [Token("word", chunk) for chunk in _head(text).split(" ")], [
            QueryWarning("cut", str(MAX_WORDS))
        ]
    lexer = _Lexer(text)
    return list(lexer.tokens()), lexer.warnings


def _head(text: str) -> str:
    """The first words of a long text, none of them cut in two unless it alone is too long."""
    head = text[: MAX_CHARACTERS + 1]
    if len(head) > MAX_CHARACTERS and " " in head:
        head = head.rpartition(" ")[0]
    return " ".join(head[:MAX_CHARACTERS].split(" ")[:MAX_WORDS])


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.warnings: list[QueryWarning] = []

    def tokens(self) -> Iterator[Token]:
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter in _QUOTE:
                yield from self._phrase(letter)
            elif letter in _OPEN or letter in _CLOSE:
                self.at += 1
                yield Token("open" if letter in _OPEN else "close")
            elif chunk := _CHUNK.match(self.text, self.at):
                yield from self._chunk(chunk.group())
            else:
                self.at += 1
                if letter == "|":
                    yield Token("or")

    def _phrase(self, opening: str) -> Iterator[Token]:
        family = next(family for family in _QUOTES if opening in family)
        start = self.at + 1
        end = next((i for i in range(start, len(self.text)) if self.text[i] in family), -1)
        self.at = start
        if end < 0:
            if not self._closes_a_word(start):
                self.warnings.append(QueryWarning("unbalanced-quote"))
            return
        self.at = end + 1
        slop = _TILDE.match(self.text, self.at)
        if slop:
            self.at = slop.end()
        number = min(MAX_SLOP, int(slop[1][:4] or 1)) if slop else 0
        inside = self.text[start:end]
        if "*" in inside:
            self.warnings.append(QueryWarning("star-in-phrase"))
        yield Token("phrase", inside, number)

    def _closes_a_word(self, start: int) -> bool:
        """Whether a lone quote is the inch or seconds mark after a number: 5"."""
        return start >= 2 and self.text[start - 2].isdecimal()

    def _chunk(self, chunk: str) -> Iterator[Token]:
        before = self.text[self.at - 1] if self.at else " "
        dashes = _DASHES.match(chunk)
        if dashes:
            self.at += dashes.end()
            follows = self.text[self.at : self.at + 1]
            if before in " |" + _OPEN and follows.strip() and follows not in _CLOSE + "|":
                yield Token("not")
            return
        if field := self._field(chunk):
            yield field
            return
        self.at += len(chunk)
        yield from self._word(chunk)

    def _field(self, chunk: str) -> Token | None:
        """The name of a field; its value comes next."""
        match = _FIELD.match(chunk.lstrip("+#"))
        name = FIELDS.get(match[1].lower()) if match else None
        if not match or not name:
            return None
        value = self.at + chunk.index(match.group()) + match.end()
        if self.text[value : value + 1] == " " and self._may_stand_apart(name, value + 1):
            value += 1
        if not self.text[value : value + 1].strip():
            return None
        self.at = value
        return Token("field", name)

    def _may_stand_apart(self, name: FieldName, value: int) -> bool:
        """Whether a blank may follow the colon. Headlines begin with «مصدر:», texts say «تحت عنوان:»."""
        if name == "date":
            return self.text[value : value + 1].isdecimal()
        return name != "source" and self.at == 0

    def _word(self, chunk: str) -> Iterator[Token]:
        if chunk in _OR_WORDS:
            yield Token("or", chunk)
        elif chunk == "NOT":
            yield Token("not", chunk)
        elif chunk in _AND_WORDS:
            return
        elif fuzzy := _FUZZY.fullmatch(chunk):
            yield Token("fuzzy", fuzzy[1], int(fuzzy[2] or 1))
        elif "*" in chunk and len(_STAR.sub("", chunk)) > 1:
            yield Token("pattern", _STAR.sub("*", chunk))
        else:
            yield Token("word", chunk)
