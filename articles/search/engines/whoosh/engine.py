"""The default engine: Whoosh keeps the index, NumPy scores it. See the package ``whoosh`` for its parts."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.base import Engine
from articles.search.engines.persistent import PersistentEngine
from articles.search.engines.whoosh import parallel_build
from articles.search.engines.whoosh.collector import TopDocsCollector
from articles.search.engines.whoosh.directory import SegmentDirectory
from articles.search.engines.whoosh.facets import Facets
from articles.search.engines.whoosh.reader import IndexReader, WhooshReaders, whoosh_errors
from articles.search.engines.whoosh.term_expansion import Expander
from articles.search.errors import IndexDamaged
from articles.search.types import Cursor, Doc, Form, Fuzzy, Hits, Pattern, Query, QueryWarning
from articles.search.visitors import leaves


class WhooshEngine(PersistentEngine[IndexReader]):
    """``cache_bytes`` bounds what the process remembers of terms (0: 64 MB, or 1 KB an article);
    ``options`` are those of ``generations.Options``."""

    _readers: WhooshReaders
    _write_errors = _read_errors = staticmethod(whoosh_errors)

    def __init__(
        self,
        location: Path | str,
        analyzer: Analyzer,
        *,
        cache_bytes: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(location, analyzer, options)
        self._readers = WhooshReaders(self._directory, analyzer, cache_bytes)

    # ---- changing ----

    def _write(self, folder: Path, ids: Collection[int], docs: Iterable[Doc]) -> None:
        try:
            SegmentDirectory(folder, self._analyzer).replace(ids, docs)
        except FileNotFoundError as error:  # nobody else changes the folder meanwhile
            raise IndexDamaged(f"{error.filename} is gone") from error

    def _build(self, folder: Path, docs: Iterable[Doc]) -> None:
        parallel_build.build(folder, docs, self._analyzer)

    def _export(self, source: Path, target: Path) -> None:
        SegmentDirectory(source, self._analyzer).export(target)

    def _import(self, folder: Path) -> None:
        SegmentDirectory(folder, self._analyzer).adopt()

    # ---- reading ----

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        started = time.perf_counter()
        with self._reading() as reader:
            found = reader.matcher.mask(query.node)
            matching = reader.matcher.filtered(found, query)
            docs = np.flatnonzero(matching)
            collector = TopDocsCollector(reader.snapshot, reader.scorer, reader.phrases, query, docs)
            page = collector.page(after, offset, limit)
            facets = Facets(reader.snapshot, reader.matcher, query, found, matching)
            return Hits(
                hits=page.hits,
                total=len(docs),
                facets={name: facets.counts(name) for name in query.facets},
                took_ms=(time.perf_counter() - started) * 1000,
                next=page.next,
                groups=page.groups,
                warnings=tuple(_warnings(reader.expander, query)),
            )

    def scan(self, query: Query) -> Iterator[int]:
        with self._reading() as reader:
            matching = reader.matcher.filtered(reader.matcher.mask(query.node), query)
            yield from np.sort(reader.snapshot.ids[matching]).tolist()

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        words = self._analyzer.words(prefix)
        if not words:
            return []
        with self._reading() as reader:
            return reader.expander.suggest(self._analyzer.layers(words[-1]).folded, limit)

    def words(self) -> Iterator[tuple[str, int]]:
        with self._reading() as reader:
            yield from reader.snapshot.word_counts()

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        with self._reading() as reader:
            yield from reader.snapshot.counts_of(form.layer, form.terms).items()

    def spellings(self, forms: Iterable[Form]) -> Set[str]:
        with self._reading() as reader:
            return reader.snapshot.spellings(forms)

    def without(self, sources: tuple[str, ...]) -> Engine:
        return _Without(self, sources)

    def ids(self) -> Iterator[int]:
        with self._reading() as reader:
            yield from reader.snapshot.ids[reader.snapshot.live].tolist()

    def check(self, *, every_byte: bool = False) -> None:
        with whoosh_errors():
            current = self._directory.current()
            if current is not None:
                folder = self._directory.generation_folder(current)
                SegmentDirectory(folder, self._analyzer).check(every_byte=every_byte)


class _Without(WhooshEngine):
    """Reads the commits of another engine as if they had no article of some sources."""

    def __init__(self, whole: WhooshEngine, sources: tuple[str, ...]) -> None:
        self._whole = whole
        self._sources = sources
        self._analyzer = whole._analyzer

    @contextmanager
    def _reading(self) -> Iterator[IndexReader]:
        with self._whole._reading() as reader:
            yield self._whole._readers.without(reader, self._sources)


def _warnings(expander: Expander, query: Query) -> Iterator[QueryWarning]:
    for leaf in leaves(query.node, negative=True):
        if isinstance(leaf, Pattern | Fuzzy):
            yield from expander.warnings(leaf)
