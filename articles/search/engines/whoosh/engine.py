"""The default engine: Whoosh keeps the index, NumPy scores it. See the package ``whoosh`` for its parts."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from whoosh.index import IndexError as WhooshError

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import schema
from articles.search.engines.generations import IndexDirectory, Version
from articles.search.engines.whoosh import parallel_build
from articles.search.engines.whoosh.array_file import UnreadableFile
from articles.search.engines.whoosh.boolean_matcher import Matcher
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.collector import TopDocsCollector
from articles.search.engines.whoosh.directory import SegmentDirectory
from articles.search.engines.whoosh.facets import Facets
from articles.search.engines.whoosh.positions import PhraseMatcher
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.engines.whoosh.term_expansion import Expander
from articles.search.engines.whoosh.term_scorer import TermScorer
from articles.search.errors import EngineUnavailable
from articles.search.query.visitors import leaves
from articles.search.types import Cursor, Doc, Form, Fuzzy, Hits, Pattern, Query, QueryWarning

# Of the cache, when it is not bounded: what 300 queries of all kinds need at 20,000 and 200,000 articles is
# 20 and 180 MB.
_MIN_CACHE_BYTES = 64 * 2**20
_CACHE_BYTES_AN_ARTICLE = 1024
_TRIES = 20  # of opening an index whose files another process changes meanwhile


class _View(NamedTuple):
    """What a search needs of one commit."""

    version: Version | None
    store: SegmentDirectory | None
    generation: int
    snapshot: IndexSnapshot
    terms: TermScorer
    standing: PhraseMatcher
    expander: Expander
    matcher: Matcher


class WhooshEngine:
    """``cache_bytes`` bounds what the process remembers of terms (0: 64 MB, or 1 KB an article);
    ``lock_seconds`` a wait for the lock."""

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
        self._cache = ByteCache(cache_bytes or _MIN_CACHE_BYTES)
        self._cache_grows = not cache_bytes
        self._view: _View | None = None
        self._opening = threading.Lock()

    # ---- changing ----

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        with _failures():
            self._folder.change(ids, docs, self._write, schema.fingerprint(self._analyzer))

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with _failures():
            self._folder.rebuild(docs, self._build, schema.fingerprint(self._analyzer))

    def _write(self, folder: Path, ids: Collection[int], docs: Iterable[Doc]) -> None:
        SegmentDirectory(folder, self._analyzer).replace(ids, docs)

    def _build(self, folder: Path, docs: Iterable[Doc]) -> None:
        parallel_build.build(folder, docs, self._analyzer)

    # ---- reading ----

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        started = time.perf_counter()
        view = self._fresh_view()
        found = view.matcher.mask(query.node)
        matching = view.matcher.filtered(found, query)
        docs = np.flatnonzero(matching)
        page = TopDocsCollector(view.snapshot, view.terms, view.standing, query, docs).page(
            after, offset, limit
        )
        facets = Facets(view.snapshot, view.matcher, query, found, matching)
        return Hits(
            hits=page.hits,
            total=len(docs),
            facets={name: facets.counts(name) for name in query.facets},
            took_ms=(time.perf_counter() - started) * 1000,
            next=page.next,
            groups=page.groups,
            notes=tuple(_notes(view.expander, query)),
        )

    def scan(self, query: Query) -> Iterator[int]:
        view = self._fresh_view()
        matching = view.matcher.filtered(view.matcher.mask(query.node), query)
        yield from view.snapshot.ids[matching].tolist()

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        words = self._analyzer.words(prefix)
        if not words:
            return []
        return self._fresh_view().expander.suggest(self._analyzer.layers(words[-1]).folded, limit)

    def words(self) -> Iterator[tuple[str, int]]:
        yield from self._fresh_view().snapshot.word_counts()

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        yield from self._fresh_view().snapshot.counts_of(form.layer, form.terms).items()

    def ids(self) -> Iterator[int]:
        snapshot = self._fresh_view().snapshot
        yield from snapshot.ids[snapshot.live].tolist()

    def fingerprint(self) -> str | None:
        with _failures():
            current = self._folder.current()
        return current.fingerprint if current else None

    def close(self) -> None:
        with self._opening:
            self._view = None
            self._cache.retain(())

    # ---- views ----

    def _fresh_view(self) -> _View:
        """The view of the newest commit: the one at hand unless another was made."""
        view = self._view
        if view is not None and self._is_fresh(view):
            return view
        with self._opening, _failures():
            if self._view is None or not self._is_fresh(self._view):
                self._view = self._open()
            return self._view

    def _is_fresh(self, view: _View) -> bool:
        if view.version != self._folder.version():
            return False
        return view.store is None or not view.store.changed_since(view.generation)

    def _open(self) -> _View:
        for _ in range(_TRIES):
            try:
                return self._open_once()
            except FileNotFoundError:  # a commit has just cleared a file that we were about to open
                continue
        raise EngineUnavailable("Files of the search index are missing: run manage.py rebuild_index.")

    def _open_once(self) -> _View:
        version = self._folder.version()
        current = self._folder.current()
        if current is None:
            return self._make_view(version, None, 0, IndexSnapshot([], [], self._cache))
        store = SegmentDirectory(self._folder.folder(current), self._analyzer)
        contents = store.contents()
        if not contents.generation:
            raise FileNotFoundError("no table of contents")
        known = {segment.name: segment for segment in self._view.snapshot.segments} if self._view else {}
        segments = [known.get(entry.segment_id()) or store.open(entry) for entry in contents.segments]
        deleted = [list(entry.deleted_docs()) for entry in contents.segments]
        return self._make_view(
            version, store, contents.generation, IndexSnapshot(segments, deleted, self._cache)
        )

    def _make_view(
        self,
        version: Version | None,
        store: SegmentDirectory | None,
        generation: int,
        snapshot: IndexSnapshot,
    ) -> _View:
        if self._cache_grows:
            self._cache.limit = max(_MIN_CACHE_BYTES, _CACHE_BYTES_AN_ARTICLE * snapshot.size)
        self._cache.retain({snapshot.key, *(segment.name for segment in snapshot.segments)})
        terms = TermScorer(snapshot, self._cache)
        standing = PhraseMatcher(snapshot, self._cache)
        expander = Expander(snapshot, self._cache)
        matcher = Matcher(snapshot, terms, standing, expander, self._cache)
        return _View(version, store, generation, snapshot, terms, standing, expander, matcher)


@contextmanager
def _failures() -> Iterator[None]:
    """Turn what disk, Whoosh and worker processes raise into what this room raises."""
    try:
        yield
    except (OSError, BrokenProcessPool, WhooshError, json.JSONDecodeError, UnreadableFile) as error:
        raise EngineUnavailable(f"The search index cannot be read or written: {error}") from error


def _notes(expander: Expander, query: Query) -> Iterator[QueryWarning]:
    for leaf in leaves(query.node, negative=True):
        if isinstance(leaf, Pattern | Fuzzy):
            yield from expander.notes(leaf)
