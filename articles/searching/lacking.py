"""What of a query an article lacks that has only some of its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from articles.indexing.runtime import Searcher
from articles.search.highlight.matcher import HitMatcher, marked_forms
from articles.search.query.unparse import text_of
from articles.search.types import (
    And,
    AtLeast,
    DateRange,
    Everything,
    Fuzzy,
    InColumn,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Word,
)
from articles.search.visitors import leaves
from articles.searching.results import Result

MAX_TEXT: Final = 100_000  # characters of an article that are looked through


class Lacking:
    """The parts of one query, and of each article those that it does not have.

    They are looked for as hits are that a snippet marks: of twenty articles and three words in 1 ms.
    """

    def __init__(self, asked: Query, searcher: Searcher) -> None:
        nodes = asked.node.nodes if isinstance(asked.node, And) else (asked.node,)
        self._parts = [node for node in nodes if not isinstance(node, Not | InColumn | DateRange)]
        self._matchers = {
            leaf: HitMatcher(leaf, searcher.analyzer, searcher.engine.spellings(marked_forms(leaf)))
            for leaf in leaves(asked.node, negative=True)
            if isinstance(leaf, Word | Phrase | Pattern | Fuzzy)
        }

    def marked(self, result: Result) -> Result:
        """The result with what it lacks, as it was typed."""
        if len(self._parts) < 2:
            return result
        title, body = result.article.title, result.article.body[:MAX_TEXT]
        return replace(
            result, lacks=tuple(text_of(part) for part in self._parts if not self._has(part, title, body))
        )

    def _has(self, node: Node, title: str, body: str) -> bool:
        match node:
            case And() | Or() | AtLeast():
                having = sum(self._has(child, title, body) for child in node.nodes)
                return having >= _minimum(node)
            case Word() | Phrase() | Pattern() | Fuzzy():
                texts = (title,) if _scope(node) == "title" else (title, body)
                return self._stands_in(node, texts)
            case Not():
                return not self._has(node.node, title, body)
        return isinstance(node, Everything)

    def _stands_in(self, leaf: Word | Phrase | Pattern | Fuzzy, texts: Iterable[str]) -> bool:
        return any(next(self._matchers[leaf].marks(text), None) for text in texts)


def _minimum(node: And | Or | AtLeast) -> int:
    match node:
        case And():
            return len(node.nodes)
        case AtLeast():
            return node.minimum
    return 1


def _scope(leaf: Word | Phrase | Pattern | Fuzzy) -> str:
    return leaf.words[0].scope if isinstance(leaf, Phrase) else leaf.scope
