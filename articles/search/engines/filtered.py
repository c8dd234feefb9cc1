"""An engine without the articles of some sources, for engines whose own counts cannot be made without them.

Hits, totals, facets, words and suggestions are those of the other articles; in how rare a word is, which
scores depend on, the hidden ones count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import replace
from typing import Any

from articles.search.engines.base import Engine
from articles.search.types import And, Cursor, Form, Hits, InColumn, Node, Not, Query, Word

MAX_TRIED = 100  # words that are looked at for some that other articles have: 0.4 ms each


class FilteredEngine:
    """Answers readers; what else an engine is asked goes to the whole one."""

    def __init__(
        self, engine: Engine, sources: tuple[str, ...], words: Callable[[], Iterator[tuple[str, int]]]
    ) -> None:
        """``words`` yields the words of the other articles, as ``Engine.words`` does."""
        self._engine = engine
        self._sources = sources
        self.words = words

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        return self._engine.search(self._filtered(query), after=after, offset=offset, limit=limit)

    def scan(self, query: Query) -> Iterator[int]:
        return self._engine.scan(self._filtered(query))

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        tried = self._engine.suggest(prefix, limit=MAX_TRIED)
        return [word for word in tried if self._articles_with(word)][:limit]

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        counted = ((word, self._articles_with(word)) for word, _ in self._engine.words_of(form))
        return ((word, articles) for word, articles in counted if articles)

    def spellings(self, forms: Iterable[Form]) -> Set[str] | None:
        return self._engine.spellings(forms)

    def _articles_with(self, word: str) -> int:
        return self.search(Query(word, Word(word, (Form("surface", (word,)),)), mode="exact"), limit=0).total

    def _filtered(self, query: Query) -> Query:
        """In its tree, as a facet ignores the filter on its own column."""
        return replace(query, node=_without(query.node, self._sources))


def _without(node: Node, sources: tuple[str, ...]) -> Node:
    nodes = node.nodes if isinstance(node, And) else (node,)
    return And((*nodes, Not(InColumn("source", sources))))
