"""The engine for a large archive on one machine: Tantivy. See the package ``tantivy`` for its parts."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import schema
from articles.search.engines.generations import IndexDirectory
from articles.search.engines.tantivy import writer
from articles.search.engines.tantivy.query_builder import QueryBuilder
from articles.search.engines.tantivy.reader import IndexReaders, tantivy_errors
from articles.search.engines.tantivy.search import Search
from articles.search.engines.tantivy.term_expansion import Expander
from articles.search.types import Cursor, Doc, Everything, Form, Hits, Query


class TantivyEngine:
    """``lock_seconds`` bounds the wait for the lock. ``cache_bytes``, known to all engines, means nothing
    here: what Tantivy reads is the system's file cache."""

    def __init__(
        self,
        location: Path | str,
        analyzer: Analyzer,
        *,
        cache_bytes: int = 0,
        lock_seconds: float = 10.0,
    ) -> None:
        self._folder = IndexDirectory(location, lock_seconds=lock_seconds)
        self._analyzer = analyzer
        self._views = IndexReaders(self._folder)
        self._clauses: QueryBuilder | None = None

    # ---- changing ----

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        self._folder.change(ids, docs, self._write, schema.fingerprint(self._analyzer))

    def rebuild(self, docs: Iterable[Doc]) -> None:
        self._folder.rebuild(docs, self._build, schema.fingerprint(self._analyzer))

    def _write(self, folder: Path, ids: Collection[int], docs: Iterable[Doc]) -> None:
        writer.replace(folder, ids, docs, self._analyzer)

    def _build(self, folder: Path, docs: Iterable[Doc]) -> None:
        writer.build(folder, docs, self._analyzer)

    # ---- reading ----

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        started = time.perf_counter()
        search = self._asked(query)
        with tantivy_errors():
            page = search.page(after, offset, limit)
            counted = search.facets()
            notes = search.notes()
        return Hits(
            hits=page.hits,
            total=page.total,
            facets=counted,
            took_ms=(time.perf_counter() - started) * 1000,
            next=page.next,
            groups=page.groups,
            notes=notes,
        )

    def scan(self, query: Query) -> Iterator[int]:
        search = self._asked(query)
        with tantivy_errors():
            yield from search.scan()

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        words = self._analyzer.words(prefix)
        if not words:
            return []
        expander = self._newest().expander
        with tantivy_errors():
            return expander.suggest(self._analyzer.layers(words[-1]).folded, limit)

    def words(self) -> Iterator[tuple[str, int]]:
        expander = self._newest().expander
        with tantivy_errors():
            yield from expander.all_words()

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        expander = self._newest().expander
        with tantivy_errors():
            for word, articles in expander.beginning_with_stems(form):
                if getattr(self._analyzer.layers(word), form.layer) in form.terms:
                    yield word, articles

    def ids(self) -> Iterator[int]:
        yield from self.scan(Query(text="", node=Everything()))

    def fingerprint(self) -> str | None:
        current = self._folder.current()
        return current.fingerprint if current else None

    def close(self) -> None:
        self._views.close()
        self._clauses = None

    def _asked(self, query: Query) -> Search:
        return Search(query, self._newest())

    def _newest(self) -> QueryBuilder:
        """The newest view, with what is remembered of its words."""
        view, clauses = self._views.newest(), self._clauses
        if clauses is None or clauses.view is not view:
            self._clauses = clauses = QueryBuilder(Expander(view, self._analyzer))
        return clauses
