"""One commit of an index, opened for reading; and the newest commit, whoever made it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from articles.search.engines.files import Version, version_of
from articles.search.engines.generations import IndexDirectory
from articles.search.engines.reader_manager import ReaderManager
from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.boolean import all_of
from articles.search.engines.tantivy.commit_files import META, CommitFiles
from articles.search.engines.tantivy.forward_index import ForwardIndex, Numbers, load
from articles.search.errors import EngineUnavailable, IndexDamaged
from articles.search.ranking import bm25

_SCANNED = 20_000  # ids asked for at a time


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

    def terms(
        self, name: str, prefix: str, limit: int | None = None, among: tantivy.Query | None = None
    ) -> list[tuple[str, int]]:
        """The terms of a field that begin with ``prefix`` and the articles that have each, most first; of all
        articles or of those that a query finds.

        Counted anew because Tantivy's own counts take deleted articles in, until it merges.
        """
        return self.searcher.terms_with_prefix(name, prefix, among or tantivy.Query.all_query(), limit)

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


class TantivyReaders(ReaderManager[IndexReader]):
    """Opens the newest commit of a Tantivy index."""

    def __init__(self, directory: IndexDirectory) -> None:
        super().__init__(directory, tantivy_errors)

    def check(self, *, every_byte: bool) -> None:
        """Look at the newest commit's files anew. Raises IndexStale when they cannot be read. Tantivy is not
        asked to open them: of a file that is not what it wrote, it may make a crash."""
        files = self.opened(self._files)
        if files and every_byte:
            files.check()

    def _files(self, version: Version | None) -> CommitFiles | None:
        current = self._directory.current()
        return CommitFiles(self._directory.generation_folder(current)) if current else None

    def _has_commit_after(self, reader: IndexReader) -> bool:
        return reader.meta is not None and reader.commit != _commit(reader.meta)

    def _open(self, version: Version | None) -> IndexReader:
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


def _commit(meta: Path) -> Version | None:
    try:
        return version_of(meta)
    except FileNotFoundError:
        return None
