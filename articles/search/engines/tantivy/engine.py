"""The engine for a large archive on one machine: Tantivy. See the package ``tantivy`` for its parts."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import limits, schema
from articles.search.engines.files import disk_errors
from articles.search.engines.generations import IndexDirectory, Options
from articles.search.engines.mapped_files import faults
from articles.search.engines.tantivy import writer
from articles.search.engines.tantivy.query_builder import QueryBuilder
from articles.search.engines.tantivy.reader import IndexReaders, tantivy_errors
from articles.search.engines.tantivy.search import Search
from articles.search.engines.tantivy.term_expansion import Expander
from articles.search.errors import IndexDamaged
from articles.search.types import Cursor, Doc, Everything, Form, Hits, Query


class TantivyEngine:
    """``options`` are those of ``generations.Options``. ``cache_bytes``, known to all engines, means nothing
    here: what Tantivy reads is the system's file cache."""

    def __init__(
        self,
        location: Path | str,
        analyzer: Analyzer,
        *,
        cache_bytes: int = 0,
        **options: Any,
    ) -> None:
        self._directory = IndexDirectory(
            location, write=self._write, build=self._build, options=Options(**options)
        )
        self._analyzer = analyzer
        self._readers = IndexReaders(self._directory)
        self._builder: QueryBuilder | None = None

    # ---- changing ----

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        with disk_errors():
            self._directory.change(
                ids, limits.checked(docs, self._analyzer), schema.fingerprint(self._analyzer)
            )

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with disk_errors():
            self._directory.rebuild(limits.holdable(docs, self._analyzer), schema.fingerprint(self._analyzer))

    def _write(self, folder: Path, ids: Collection[int], docs: Iterable[Doc]) -> None:
        writer.replace(folder, ids, docs, self._analyzer)

    def _build(self, folder: Path, docs: Iterable[Doc]) -> None:
        writer.build(folder, docs, self._analyzer)

    # ---- reading ----

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        started = time.perf_counter()
        with self._reading() as builder:
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
        with self._reading() as builder:
            yield from Search(query, builder).scan()

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        words = self._analyzer.words(prefix)
        if not words:
            return []
        with self._reading() as builder:
            return builder.expander.suggest(self._analyzer.layers(words[-1]).folded, limit)

    def words(self) -> Iterator[tuple[str, int]]:
        with self._reading() as builder:
            yield from builder.expander.all_words()

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        with self._reading() as builder:
            for word, articles in builder.expander.beginning_with_stems(form):
                if getattr(self._analyzer.layers(word), form.layer) in form.terms:
                    yield word, articles

    def spellings(self, forms: Iterable[Form]) -> None:
        """Tantivy keeps stems with their lemmas and roots, but not words with their stems."""

    def ids(self) -> Iterator[int]:
        yield from self.scan(Query(text="", node=Everything()))

    def fingerprint(self) -> str | None:
        with disk_errors():
            current = self._directory.current()
        return current.fingerprint if current else None

    def check(self, *, every_byte: bool = False) -> None:
        with tantivy_errors():
            self._readers.check(every_byte=every_byte)

    def close(self) -> None:
        self._readers.close()
        self._builder = None

    @contextmanager
    def _reading(self) -> Iterator[QueryBuilder]:
        """The newest reader, with what is remembered of its words. What goes wrong while its files are
        changed under it is their damage."""
        builder, before = self._newest(), faults()
        try:
            with tantivy_errors():
                yield builder
        except Exception as error:
            if not isinstance(error, IndexDamaged) and (builder.reader.changed() or faults() != before):
                raise IndexDamaged(f"{type(error).__name__} in a search") from error
            raise
        if faults() != before:
            raise IndexDamaged("a file was cut during a search")

    def _newest(self) -> QueryBuilder:
        reader, builder = self._readers.newest(), self._builder
        if builder is None or builder.reader is not reader:
            self._builder = builder = QueryBuilder(Expander(reader, self._analyzer))
        return builder
