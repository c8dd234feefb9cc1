"""The engine for a large archive on one machine: Tantivy. See the package ``tantivy`` for its parts."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.base import Engine
from articles.search.engines.files import copy, disk_errors
from articles.search.engines.filtered import FilteredEngine
from articles.search.engines.persistent import PersistentEngine
from articles.search.engines.tantivy import writer
from articles.search.engines.tantivy.query_builder import QueryBuilder
from articles.search.engines.tantivy.reader import IndexReader, TantivyReaders, tantivy_errors
from articles.search.engines.tantivy.search import Search
from articles.search.engines.tantivy.term_expansion import Expander
from articles.search.types import Cursor, Doc, Everything, Form, Hits, InColumn, Not, Query


class TantivyEngine(PersistentEngine[IndexReader]):
    """``options`` are those of ``generations.Options``. ``cache_bytes``, known to all engines, means nothing
    here: what Tantivy reads is the system's file cache."""

    _readers: TantivyReaders
    _write_errors = staticmethod(disk_errors)
    _read_errors = staticmethod(tantivy_errors)

    def __init__(
        self,
        location: Path | str,
        analyzer: Analyzer,
        *,
        cache_bytes: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(location, analyzer, options)
        self._readers = TantivyReaders(self._directory)
        self._builder: QueryBuilder | None = None

    # ---- changing ----

    def _write(self, folder: Path, ids: Collection[int], docs: Iterable[Doc]) -> None:
        writer.replace(folder, ids, docs, self._analyzer)

    def _build(self, folder: Path, docs: Iterable[Doc]) -> None:
        writer.build(folder, docs, self._analyzer)

    def _export(self, source: Path, target: Path) -> None:
        for file in source.iterdir():
            if file.suffix != ".lock":
                copy(file, target)

    # ---- reading ----

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        started = time.perf_counter()
        with self._building() as builder:
            search = Search(query, builder)
            page = search.page(after, offset, limit)
            counted = search.facets()
            warnings = search.warnings()
        return Hits(
            hits=page.hits,
            total=page.total,
            facets=counted,
            took_ms=(time.perf_counter() - started) * 1000,
            next=page.next,
            groups=page.groups,
            warnings=warnings,
        )

    def scan(self, query: Query) -> Iterator[int]:
        with self._building() as builder:
            yield from Search(query, builder).scan()

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        words = self._analyzer.words(prefix)
        if not words:
            return []
        with self._building() as builder:
            return builder.expander.suggest(self._analyzer.layers(words[-1]).folded, limit)

    def words(self, without: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
        with self._building() as builder:
            among = builder.matching(Not(InColumn("source", without))) if without else None
            yield from builder.expander.all_words(among)

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        with self._building() as builder:
            for word, articles in builder.expander.beginning_with_stems(form):
                if getattr(self._analyzer.layers(word), form.layer) in form.terms:
                    yield word, articles

    def spellings(self, forms: Iterable[Form]) -> None:
        """Tantivy keeps stems with their lemmas and roots, but not words with their stems."""

    def without(self, sources: tuple[str, ...]) -> Engine:
        return FilteredEngine(self, sources, lambda: self.words(without=sources))

    def ids(self) -> Iterator[int]:
        yield from self.scan(Query(text="", node=Everything()))

    def check(self, *, every_byte: bool = False) -> None:
        with tantivy_errors():
            self._readers.check(every_byte=every_byte)

    def close(self) -> None:
        super().close()
        self._builder = None

    @contextmanager
    def _building(self) -> Iterator[QueryBuilder]:
        """What makes queries for the newest reader; it remembers what it expanded words to."""
        with self._reading() as reader:
            builder = self._builder
            if builder is None or builder.reader is not reader:
                self._builder = builder = QueryBuilder(Expander(reader, self._analyzer))
            yield builder
