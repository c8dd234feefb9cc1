"""The engine as a reader may use it: what the present audience may not read is nowhere in its answers.

The index holds all that is published. Every query that goes through here leaves out the hidden sources, so
that hits, counts and facets agree with the rows; a word that only hidden articles have is not told either.
While nothing is hidden it hands every question on as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import replace

from articles.models.audience import hidden
from articles.search.engines.base import Engine
from articles.search.types import And, Cursor, Doc, Form, Hits, InColumn, Node, Not, Query, Word

MAX_TRIED = 100  # words that are looked at for some that the audience may know: 0.4 ms each


class AudienceEngine:
    """Wraps an engine; see :class:`articles.search.engines.base.Engine`."""

    def __init__(self, engine: Engine) -> None:
        self.wrapped = engine

    # ---- what readers ask ----

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        return self.wrapped.search(_readable(query), after=after, offset=offset, limit=limit)

    def scan(self, query: Query) -> Iterator[int]:
        return self.wrapped.scan(_readable(query))

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        if not hidden().slugs:
            return self.wrapped.suggest(prefix, limit=limit)
        tried = self.wrapped.suggest(prefix, limit=MAX_TRIED)
        return [word for word in tried if self._articles_with(word)][:limit]

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        found = self.wrapped.words_of(form)
        if not hidden().slugs:
            return found
        counted = ((word, self._articles_with(word)) for word, _ in found)
        return ((word, articles) for word, articles in counted if articles)

    def _articles_with(self, word: str) -> int:
        return self.search(Query(word, Word(word, (Form("surface", (word,)),)), mode="exact"), limit=0).total

    # ---- what the archive itself asks: of all that is published ----

    def words(self) -> Iterator[tuple[str, int]]:
        return self.wrapped.words()

    def spellings(self, forms: Iterable[Form]) -> Set[str] | None:
        return self.wrapped.spellings(forms)

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        self.wrapped.replace(ids, docs)

    def rebuild(self, docs: Iterable[Doc]) -> None:
        self.wrapped.rebuild(docs)

    def ids(self) -> Iterator[int]:
        return self.wrapped.ids()

    def fingerprint(self) -> str | None:
        return self.wrapped.fingerprint()

    def check(self, *, every_byte: bool = False) -> None:
        self.wrapped.check(every_byte=every_byte)

    def close(self) -> None:
        self.wrapped.close()


def _readable(query: Query) -> Query:
    """The query less the hidden sources: in its tree, as a facet ignores the filter on its own column."""
    slugs = hidden().slugs
    return replace(query, node=_without(query.node, slugs)) if slugs else query


def _without(node: Node, slugs: tuple[str, ...]) -> Node:
    nodes = node.nodes if isinstance(node, And) else (node,)
    return And((*nodes, Not(InColumn("source", slugs))))
