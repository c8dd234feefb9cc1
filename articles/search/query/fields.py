"""Readers of the parts of a branch: text, titles, columns and dates, each makes other nodes of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from articles.arabic.dates.parser import parse_period
from articles.search.query.lexer import MAX_WORDS, FieldName, Token
from articles.search.query.parser import Reader, is_bound
from articles.search.query.terms import Piece, Words
from articles.search.types import Column, InColumn, Node, QueryWarning, Scope, date_range

MAX_NAMES: Final = 1000  # that a name in a query stands for, as for words of a pattern
Resolve = Callable[[Column, str], tuple[str, ...]]


def slugs(column: Column, text: str) -> tuple[str, ...]:
    """The slug a name would have: what ``resolve`` does where no archive can be asked."""
    slug = re.sub(r"[\W_]+", "-", text.lower()).strip("-")
    return (slug,) if slug else ()


class Readers:
    """The readers of one query; ``warnings`` and the number of words are common to all."""

    def __init__(self, words: Words, resolve: Resolve) -> None:
        self.words = words
        self.resolve = resolve
        self.warnings: list[QueryWarning] = []
        self.left = MAX_WORDS

    def text(self) -> Reader:
        return TextReader(self, "any")

    def field(self, name: FieldName) -> Reader:
        if name == "title":
            return TextReader(self, "title")
        return DateReader(self) if name == "date" else ColumnReader(self, name)

    def warn(self, code: str, value: str = "") -> None:
        if (warning := QueryWarning(code, value)) not in self.warnings:
            self.warnings.append(warning)

    def pieces(self, text: str) -> list[Piece]:
        """The words of a text, as far as the query's limit reaches."""
        pieces = []
        for piece in self.words.pieces(text):
            if len(piece) > self.left:
                self.warn("cut", str(MAX_WORDS))
                break
            self.left -= len(piece)
            pieces.append(piece)
        return pieces


class TextReader:
    """Words, phrases, patterns and fuzzy words, in the whole text or the title alone."""

    def __init__(self, readers: Readers, scope: Scope) -> None:
        self.readers = readers
        self.words = readers.words
        self.scope: Scope = scope

    def is_value(self, tokens: Sequence[Token]) -> bool:
        return False

    def nodes(self, parts: Sequence[Token | Node]) -> list[Node]:
        """Runs of plain words become words and names; function words only when there is nothing else."""
        read: list[Piece | Node] = []
        for part in parts:
            if not isinstance(part, Token):
                read.append(part)
            elif part.kind == "word":
                read += self.readers.pieces(part.text)
            elif node := self._leaf(part):
                read.append(node)
        return self._without_function_words(read)

    def _leaf(self, token: Token) -> Node | None:
        pieces = self.readers.pieces(token.text)
        if not pieces:
            return None
        if token.kind == "pattern":
            node = self.words.pattern(token.text, self.scope)
        elif token.kind == "fuzzy":
            node = self.words.fuzzy(token.text, token.number, self.scope)
        else:
            node = None
        return node or self.words.phrase(
            [word for piece in pieces for word in piece], self.scope, token.number
        )

    def _without_function_words(self, read: Sequence[Piece | Node]) -> list[Node]:
        spared = [part for part in read if isinstance(part, tuple) and self.words.can_be_spared(part)]
        if all(part in spared or (not isinstance(part, tuple) and is_bound(part)) for part in read):
            spared = []
        if spared:
            self.readers.warn("not-required", " ".join(piece[0].raw for piece in spared))
        return self._runs(read, spared)

    def _runs(self, read: Sequence[Piece | Node], spared: Sequence[Piece]) -> list[Node]:
        nodes: list[Node] = []
        run: list[Piece] = []
        for part in (*read, None):
            if isinstance(part, tuple):
                run.append(part)
                continue
            nodes += self.words.run(run, spared, self.scope)
            run = []
            if part is not None:
                nodes.append(part)
        return nodes


class ColumnReader:
    """Names of a source, a tag, an author or a section; the words of one branch make one name."""

    def __init__(self, readers: Readers, column: Column) -> None:
        self.readers = readers
        self.column: Column = column

    def is_value(self, tokens: Sequence[Token]) -> bool:
        return False

    def nodes(self, parts: Sequence[Token | Node]) -> list[Node]:
        nodes = [part for part in parts if not isinstance(part, Token)]
        name = " ".join(part.text.strip("#،,؛") for part in parts if isinstance(part, Token)).replace(
            "_", " "
        )
        if name.strip():
            values = self.readers.resolve(self.column, name)
            if not values:
                self.readers.warn(f"unknown-{self.column}", name)
            if len(values) > MAX_NAMES:
                self.readers.warn("names-cut", name)
            nodes.append(InColumn(self.column, values[:MAX_NAMES], name))
        return nodes


class DateReader:
    """A date of any precision or two with ``..`` between them; what is no date is left out and noted."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers

    def is_value(self, tokens: Sequence[Token]) -> bool:
        return parse_period(_joined(tokens)) is not None

    def nodes(self, parts: Sequence[Token | Node]) -> list[Node]:
        nodes = [part for part in parts if not isinstance(part, Token)]
        text = _joined([part for part in parts if isinstance(part, Token)])
        if text.strip():
            period = parse_period(text)
            if period is None:
                self.readers.warn("not-a-date", text)
            else:
                if period.approximate:
                    self.readers.warn("hijri", text)
                nodes.append(date_range(*(str(end or "") for end in (period.first, period.last))))
        return nodes


def _joined(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)
