"""The second step of reading a query: tokens become a tree, by a few rules that never fail.

query  = branch { أو branch }        branches of words, أو binds looser than the words beside it
branch = { part }                    required together (or as ``match`` says, outside brackets)
part   = { - } ( word | "phrase" | pattern* | fuzzy~ | field:value | field:( query ) | ( query ) )
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from articles.search.query.lexer import FieldName, Token
from articles.search.types import (
    And,
    AtLeast,
    DateRange,
    Everything,
    InColumn,
    Match,
    Node,
    Not,
    Or,
    QueryWarning,
)

MAX_DEPTH: Final = 8
_DATE_TOKENS: Final = 6  # تاريخ:9 من أيلول عام 2021


class Reader(Protocol):
    """Turns the parts of one branch into nodes; there is one for text, for titles and for each column."""

    def nodes(self, parts: Sequence[Token | Node]) -> list[Node]:
        """The nodes of the parts, in order; words may be joined, and left out when they say nothing."""

    def is_value(self, tokens: Sequence[Token]) -> bool:
        """Whether the tokens can be one value: how far a field without brackets reaches."""


class Readers(Protocol):
    def text(self) -> Reader: ...
    def field(self, name: FieldName) -> Reader: ...


class Parser:
    """Reads one query. ``warnings`` says afterwards what was odd about it."""

    def __init__(self, tokens: Sequence[Token], readers: Readers, match: Match) -> None:
        self.tokens = tokens
        self.readers = readers
        self.match = match
        self.at = 0
        self.warnings: list[QueryWarning] = []

    def query(self) -> Node | None:
        """The tree of the whole query; None when it says nothing."""
        return self._either(self.readers.text(), depth=0)

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _warn(self, code: str, value: str = "") -> None:
        if (warning := QueryWarning(code, value)) not in self.warnings:
            self.warnings.append(warning)

    def _either(self, reader: Reader, depth: int) -> Node | None:
        branches = [self._branch(reader, depth)]
        while (token := self._peek()) and token.kind == "or":
            self.at += 1
            branches.append(self._branch(reader, depth))
        said = list(dict.fromkeys(branch for branch in branches if branch))
        if len(branches) > 1 and None in branches:
            self._warn("dangling-or")
        return Or(tuple(said)) if len(said) > 1 else said[0] if said else None

    def _branch(self, reader: Reader, depth: int) -> Node | None:
        parts: list[Token | Node] = []
        while (token := self._peek()) and token.kind != "or":
            if token.kind == "close":
                if depth:
                    break
                self.at += 1
                self._warn("unbalanced-bracket")
                continue
            part = self._part(reader, depth)
            if part is not None:
                parts.append(part)
        return combine(reader.nodes(parts), "all" if depth else self.match)

    def _part(self, reader: Reader, depth: int) -> Token | Node | None:
        """One part, with the ``-`` before it; None when it says nothing."""
        excluded = False
        while (token := self._peek()) and token.kind == "not":
            self.at += 1
            excluded = True
        if token is None or token.kind in {"or", "close"}:
            self._warn("dangling-not")
            return None
        part: Token | Node | None = token
        self.at += 1
        if token.kind == "open":
            part = self._group(reader, depth)
        elif token.kind == "field":
            part = self._field(token.text, depth)
        if not excluded or part is None:
            return part
        node = combine(reader.nodes([part]), "all")
        return Not(node) if node else None

    def _group(self, reader: Reader, depth: int) -> Node | None:
        if depth >= MAX_DEPTH:
            self._warn("too-deep")
            return None
        node = self._either(reader, depth + 1)
        token = self._peek()
        if token and token.kind == "close":
            self.at += 1
        else:
            self._warn("unbalanced-bracket")
        return node

    def _field(self, name: str, depth: int) -> Node | None:
        reader = self.readers.field(name)  # type: ignore[arg-type]
        token = self._peek()
        if token and token.kind == "open":
            self.at += 1
            return self._group(reader, depth)
        for count in range(_DATE_TOKENS, 1, -1):
            value = self.tokens[self.at : self.at + count]
            if len(value) == count and reader.is_value(value):
                self.at += count
                return combine(reader.nodes(value), "all")
        if not token or token.kind not in {"word", "phrase", "pattern", "fuzzy"}:
            return None
        self.at += 1
        return combine(reader.nodes([token]), "all")


def combine(nodes: Sequence[Node], match: Match) -> Node | None:
    """The nodes of one branch under ``match``. Fields and exclusions always hold."""
    nodes = list(dict.fromkeys(nodes))
    bound = [node for node in nodes if is_bound(node)]
    words = [node for node in nodes if not is_bound(node)]
    if match == "any" and len(words) > 1:
        words = [Or(tuple(words))]
    elif match == "most" and len(words) > 1:
        words = [AtLeast(tuple(words), _required(len(words)))]
    if not words and bound and all(isinstance(node, Not) for node in bound):
        words = [Everything()]
    together = [*words, *bound]
    return And(tuple(together)) if len(together) > 1 else together[0] if together else None


def _required(count: int) -> int:
    """At least half of ``count`` words, never all: 1 of 2, 2 of 3 or 4, 3 of 5, 5 of 10.

    Of headlines that no body has all words of, half finds the body more often (MRR@10 .73) than three
    fifths (.68), and as often as a third.
    """
    return min(count - 1, -(-count // 2))


def is_bound(node: Node) -> bool:
    """Whether the node is a field or an exclusion, which holds whatever ``match`` says."""
    if isinstance(node, And | Or):
        return all(is_bound(child) for child in node.nodes)
    return isinstance(node, Not | InColumn | DateRange)
