"""Whether one text answers a query, and why: no index, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer, Token
from articles.search.engines.memory.engine import MemoryEngine
from articles.search.query.unparse import text_of
from articles.search.types import And, AtLeast, Doc, Everything, Layer, Node, Nothing, Or, Query, Word
from articles.search.visitors import deciding


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the query. ``found`` are the words of the text that answer a word, each with the
    narrowest layer in which it does; other parts have only ``holds``."""

    part: str
    holds: bool
    found: tuple[tuple[str, Layer], ...] = ()


class Matcher:
    """One text as an article: its first line is the title, and all of it the body."""

    def __init__(self, text: str, analyzer: Analyzer) -> None:
        self._text = text
        self._tokens: list[Token] = analyzer.analyze(text)
        self._engine = MemoryEngine(Path(), analyzer)
        self._engine.rebuild([Doc(1, text.partition("\n")[0], text)])

    def matches(self, query: Query) -> bool:
        """Whether an article with this text would be found."""
        return self._engine.search(query, limit=0).total == 1

    def reasons(self, query: Query) -> Iterator[Reason]:
        """Why, part by part: whether each holds, and for words what in the text they met."""
        for node in _parts(query.node):
            holds = self.matches(Query(query.text, node, query.mode))
            words = node.nodes if isinstance(node, Or) else (node,)
            found = [hit for word in words if isinstance(word, Word) for hit in self._found(word)]
            yield Reason(text_of(node), holds, tuple(dict.fromkeys(found)) if holds else ())

    def _found(self, word: Word) -> Iterator[tuple[str, Layer]]:
        for token in self._tokens:
            for form in deciding(word):
                if getattr(token, form.layer) in form.terms:
                    yield self._text[token.start : token.end], form.layer
                    break


def _parts(node: Node) -> Iterator[Node]:
    if isinstance(node, And | AtLeast):
        for child in node.nodes:
            yield from _parts(child)
    elif not isinstance(node, Everything | Nothing):
        yield node
