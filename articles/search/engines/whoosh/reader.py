"""One commit of an index, opened for reading; and the newest commit, whoever made it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import NamedTuple

from whoosh.index import IndexError as WhooshError

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.files import Version
from articles.search.engines.generations import IndexDirectory
from articles.search.engines.reader_manager import ReaderManager
from articles.search.engines.whoosh.boolean_matcher import Matcher
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.directory import SegmentDirectory
from articles.search.engines.whoosh.positions import PhraseMatcher
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.engines.whoosh.term_expansion import Expander
from articles.search.engines.whoosh.term_scorer import TermScorer
from articles.search.errors import EngineUnavailable

# Of the cache, when it is not bounded: what 300 queries of all kinds need at 20,000 and 200,000 articles is
# 20 and 180 MB.
_MIN_CACHE_BYTES = 64 * 2**20
_CACHE_BYTES_AN_ARTICLE = 1024
_AUDIENCES = 8  # that read different sources, and are remembered


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

    def changed(self) -> bool:
        """Whether a file is not what it was when it was opened."""
        return self.snapshot.changed()


class WhooshReaders(ReaderManager[IndexReader]):
    """Opens the newest commit of a Whoosh index."""

    def __init__(self, directory: IndexDirectory, analyzer: Analyzer, cache_bytes: int) -> None:
        super().__init__(directory, whoosh_errors)
        self._analyzer = analyzer
        self._cache = ByteCache(cache_bytes or _MIN_CACHE_BYTES)
        self._cache_grows = not cache_bytes
        self._partial: dict[tuple[int, tuple[str, ...]], IndexReader] = {}

    def without(self, reader: IndexReader, sources: tuple[str, ...]) -> IndexReader:
        """The same commit as if it had no article of these sources. Kept as long as the commit is, for some
        audiences: its order of ids and its norms take 32 bytes an article."""
        key = (reader.snapshot.key, sources)
        found = self._partial.get(key)
        if found is None:
            snapshot = reader.snapshot.without(sources)
            found = self._make(reader.version, reader.segments, reader.generation, snapshot)
            others = [other for other in self._partial if other[0] == reader.snapshot.key]
            self._partial = {other: self._partial[other] for other in others[1 - _AUDIENCES :]} | {key: found}
        return found

    def close(self) -> None:
        super().close()
        self._partial = {}
        self._cache.retain(())

    def _has_commit_after(self, reader: IndexReader) -> bool:
        return reader.segments is not None and reader.segments.changed_since(reader.generation)

    def _open(self, version: Version | None) -> IndexReader:
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
        self._cache.retain({snapshot.key, *(segment.name for segment in snapshot.segments)})
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
        scorer = TermScorer(snapshot, self._cache)
        phrases = PhraseMatcher(snapshot, self._cache)
        expander = Expander(snapshot, self._cache)
        matcher = Matcher(snapshot, scorer, phrases, expander, self._cache)
        return IndexReader(version, segments, generation, snapshot, scorer, phrases, expander, matcher)
