"""One commit of an index, opened for reading; and the newest commit, whoever made it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import NamedTuple

from whoosh.index import IndexError as WhooshError

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.files import Version
from articles.search.engines.generations import IndexDirectory
from articles.search.engines.whoosh.boolean_matcher import Matcher
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.directory import SegmentDirectory
from articles.search.engines.whoosh.positions import PhraseMatcher
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.engines.whoosh.term_expansion import Expander
from articles.search.engines.whoosh.term_scorer import TermScorer
from articles.search.errors import EngineUnavailable, IndexDamaged, IndexStale

# Of the cache, when it is not bounded: what 300 queries of all kinds need at 20,000 and 200,000 articles is
# 20 and 180 MB.
_MIN_CACHE_BYTES = 64 * 2**20
_CACHE_BYTES_AN_ARTICLE = 1024
_TRIES = 20  # of opening an index whose files another process changes meanwhile
_REMEMBERED = 0.5  # seconds for which an index that could not be opened is not tried again


@contextmanager
def whoosh_errors() -> Iterator[None]:
    """Turn what disk, Whoosh and worker processes raise into what this room raises."""
    try:
        yield
    except (OSError, BrokenProcessPool, WhooshError, json.JSONDecodeError) as error:
        raise EngineUnavailable(f"The search index cannot be read or written: {error}") from error


class IndexReader(NamedTuple):
    """A commit, and what answers for it. It goes on seeing this commit, whatever is written afterwards."""

    version: Version | None
    segments: SegmentDirectory | None
    generation: int
    snapshot: IndexSnapshot
    scorer: TermScorer
    phrases: PhraseMatcher
    expander: Expander
    matcher: Matcher


class _Failure(NamedTuple):
    """Why the index that the pointer led to could not be opened."""

    version: Version | None
    until: float
    error: IndexStale


class IndexReaders:
    """Opens the newest commit of the live index, once for all threads of a process."""

    def __init__(self, directory: IndexDirectory, analyzer: Analyzer, cache_bytes: int) -> None:
        self._directory = directory
        self._analyzer = analyzer
        self._cache = ByteCache(cache_bytes or _MIN_CACHE_BYTES)
        self._cache_grows = not cache_bytes
        self._reader: IndexReader | None = None
        self._failure: _Failure | None = None
        self._opening = threading.Lock()

    def newest(self) -> IndexReader:
        """The reader at hand, unless something was committed since; an empty one when there is no index.

        Raises IndexMissing when there must be one, IndexStale when the index cannot be read,
        EngineUnavailable when the disk cannot.
        """
        reader = self._reader
        if reader is None or not self._is_newest(reader):
            reader = self._reopened()
        if reader.version is None:
            self._directory.refuse_missing()
        return reader

    def _reopened(self) -> IndexReader:
        with self._opening, whoosh_errors():
            if self._reader is None or not self._is_newest(self._reader):
                self._reader = self._open()
            return self._reader

    def close(self) -> None:
        with self._opening:
            self._reader = self._failure = None
            self._cache.retain(())

    def _is_newest(self, reader: IndexReader) -> bool:
        if reader.version != self._directory.version():
            return False
        if reader.segments is None:
            return True
        return not (reader.segments.changed_since(reader.generation) or reader.snapshot.changed())

    def _open(self) -> IndexReader:
        version, failure = self._directory.version(), self._failure
        if failure and failure.version == version and time.monotonic() < failure.until:
            raise failure.error
        try:
            return self._open_patiently()
        except IndexStale as error:
            self._failure = _Failure(version, time.monotonic() + _REMEMBERED, error)
            raise

    def _open_patiently(self) -> IndexReader:
        for _ in range(_TRIES):
            try:
                return self._open_once()
            except FileNotFoundError as error:  # a commit has just cleared a file that we were about to open
                missing = error.filename
        raise IndexDamaged(f"{missing} is gone")

    def _open_once(self) -> IndexReader:
        version = self._directory.version()
        current = self._directory.current()
        if current is None:
            return self._make(version, None, 0, IndexSnapshot([], [], self._cache))
        directory = SegmentDirectory(self._directory.generation_folder(current), self._analyzer)
        contents = directory.contents()
        at_hand = self._reader.snapshot.segments if self._reader else ()
        unchanged = {segment.name: segment for segment in at_hand if not segment.changed()}
        segments = [unchanged.get(entry.segment_id()) or directory.open(entry) for entry in contents.segments]
        deleted = [list(entry.deleted_docs()) for entry in contents.segments]
        snapshot = IndexSnapshot(segments, deleted, self._cache)
        return self._make(version, directory, contents.generation, snapshot)

    def _make(
        self,
        version: Version | None,
        segments: SegmentDirectory | None,
        generation: int,
        snapshot: IndexSnapshot,
    ) -> IndexReader:
        if self._cache_grows:
            self._cache.limit = max(_MIN_CACHE_BYTES, _CACHE_BYTES_AN_ARTICLE * snapshot.size)
        self._cache.retain({snapshot.key, *(segment.name for segment in snapshot.segments)})
        scorer = TermScorer(snapshot, self._cache)
        phrases = PhraseMatcher(snapshot, self._cache)
        expander = Expander(snapshot, self._cache)
        matcher = Matcher(snapshot, scorer, phrases, expander, self._cache)
        return IndexReader(version, segments, generation, snapshot, scorer, phrases, expander, matcher)
