"""One commit of an index, opened for reading; and the newest commit, whoever made it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import tantivy

from articles.search.engines.files import Version, version_of
from articles.search.engines.generations import IndexDirectory
from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.boolean import all_of
from articles.search.engines.tantivy.commit_files import META, CommitFiles
from articles.search.engines.tantivy.forward_index import ForwardIndex, Numbers, load
from articles.search.errors import EngineUnavailable, IndexDamaged, IndexStale
from articles.search.ranking import bm25

_SCANNED = 20_000  # ids asked for at a time
_TRIES = 20  # of opening an index that is swapped out meanwhile
_REMEMBERED = 0.5  # seconds for which an index that could not be opened is not tried again


@contextmanager
def tantivy_errors() -> Iterator[None]:
    """Tantivy tells all its troubles by ValueError and OSError, and by a panic what it thought impossible."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"The search index cannot be read or written: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # it cannot be imported
            raise
        raise IndexDamaged(f"Tantivy gave up: {error}") from error


def open_index(folder: Path) -> tantivy.Index:
    """Raises IndexDamaged."""
    try:
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")  # no thread of its own that looks for new commits
    except ValueError as error:
        raise IndexDamaged(str(error)) from error
    return index


@dataclass(frozen=True)
class IndexReader:
    """A commit: its searcher goes on seeing it, whatever is written afterwards."""

    version: Version | None
    meta: Path | None
    commit: Version | None
    files: CommitFiles | None
    index: tantivy.Index
    searcher: tantivy.Searcher
    words: Numbers  # see ``forward_index``

    def changed(self) -> bool:
        """Whether a file is not what it was when it was opened."""
        return self.files is not None and self.files.changed()

    @cached_property
    def schema(self) -> tantivy.Schema:
        return self.index.schema

    @cached_property
    def articles(self) -> int:
        return self.searcher.num_docs

    def having(self, name: str, terms: Sequence[str]) -> list[int]:
        """How many articles have each of the terms in a text field."""
        return [self.searcher.doc_freq(name, term) for term in terms]

    def idf(self, having: Sequence[int]) -> float:
        """Of the commonest of some terms."""
        maximum = max(having, default=0)
        return bm25.idf(max(self.articles, maximum), maximum)

    def numbers(self, name: str, addresses: list[tantivy.DocAddress]) -> list[Any]:
        """The articles' values in a number column; None where there is none."""
        return self.searcher.fast_field_values(name, addresses)

    def forward_index(self, addresses: list[tantivy.DocAddress]) -> ForwardIndex:
        """The words of some articles."""
        return ForwardIndex(self.words, self.numbers("place", addresses))

    def terms(self, name: str, prefix: str, limit: int | None = None) -> list[tuple[str, int]]:
        """The terms of a field that begin with ``prefix`` and the articles that have each, most first.

        Counted anew because Tantivy's own counts take deleted articles in, until it merges.
        """
        return self.searcher.terms_with_prefix(name, prefix, tantivy.Query.all_query(), limit)

    def scan(self, query: tantivy.Query) -> Iterator[int]:
        """The ids of all that match, in order."""
        wanted = query
        while True:
            found = self.searcher.search(
                wanted, _SCANNED, count=False, order_by_field="id", order=tantivy.Order.Asc
            )
            ids = [id for id, _ in found.hits]
            yield from ids
            if len(ids) < _SCANNED:
                return
            wanted = all_of([query, self.between("id", ids[-1] + 1, None)])

    def between(self, name: str, first: int, last: int | None) -> tantivy.Query:
        """The articles with a number from ``first`` to ``last``, both included."""
        return tantivy.Query.range_query(
            self.schema, name, tantivy.FieldType.Integer, lower_bound=first, upper_bound=last
        )


class _Failure(NamedTuple):
    """Why the index that the pointer led to could not be opened."""

    version: Version | None
    until: float
    error: IndexStale


class IndexReaders:
    """Opens the newest commit of the live index, once for all threads of a process."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
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
        with self._opening, tantivy_errors():
            if self._reader is None or not self._is_newest(self._reader):
                self._reader = self._open()
            return self._reader

    def close(self) -> None:
        with self._opening:
            self._reader = self._failure = None

    def _is_newest(self, reader: IndexReader) -> bool:
        if reader.version != self._directory.version():
            return False
        return reader.meta is None or (reader.commit == _commit(reader.meta) and not reader.changed())

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
            version = self._directory.version()
            try:
                return self._open_once(version)
            except FileNotFoundError as error:  # a commit has just cleared a file that we were about to open
                missing = str(error.filename)
            except IndexDamaged as error:
                missing = str(error)
                if version == self._directory.version():  # nobody has swapped it out under our hands
                    raise
        raise IndexDamaged(f"{missing} is gone")

    def _open_once(self, version: Version | None) -> IndexReader:
        current = self._directory.current()
        if current is None:
            index = tantivy.Index(schema.make_schema())
            return IndexReader(version, None, None, None, index, index.searcher(), np.empty(0, np.uint32))
        meta = self._directory.generation_folder(current) / META
        at_hand = self._reader if self._reader is not None and self._reader.meta == meta else None
        commit = _commit(meta)  # before reload: a commit between the two is loaded again, never missed
        files = CommitFiles(meta.parent, at_hand.files if at_hand else None)
        index = at_hand.index if at_hand and not at_hand.changed() else open_index(meta.parent)
        index.reload()
        return IndexReader(version, meta, commit, files, index, index.searcher(), load(meta.parent))

    def check(self, *, every_byte: bool) -> None:
        """Look at the newest commit's files anew. Raises IndexStale when they cannot be read. Tantivy is not
        asked to open them: of a file that is not what it wrote, it may make a crash."""
        for _ in range(_TRIES):
            current = self._directory.current()
            if current is None:
                return
            try:
                files = CommitFiles(self._directory.generation_folder(current))
            except FileNotFoundError as error:  # a commit has just cleared it
                missing = error.filename
                continue
            if every_byte:
                files.check()
            return
        raise IndexDamaged(f"{missing} is gone")


def _commit(meta: Path) -> Version | None:
    try:
        return version_of(meta)
    except FileNotFoundError:
        return None
