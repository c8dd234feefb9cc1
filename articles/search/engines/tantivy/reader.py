"""One commit of an index, opened for reading; and the newest commit, whoever made it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tantivy

from articles.search.engines.generations import IndexDirectory, Version, version_of
from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.boolean import all_of
from articles.search.engines.tantivy.forward_index import ForwardIndex, Numbers, load
from articles.search.errors import EngineUnavailable
from articles.search.ranking import bm25

_META = "meta.json"  # Tantivy replaces it, by one rename, at every commit
_SCANNED = 20_000  # ids asked for at a time
_TRIES = 20  # of opening an index that is swapped out meanwhile


@contextmanager
def tantivy_errors() -> Iterator[None]:
    """Tantivy tells all its troubles by ValueError and OSError."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineUnavailable(f"The search index cannot be read or written: {error}") from error


@dataclass(frozen=True)
class IndexReader:
    """A commit: its searcher goes on seeing it, whatever is written afterwards."""

    generation: Version | None
    meta: Path | None
    commit: Version | None
    index: tantivy.Index
    searcher: tantivy.Searcher
    words: Numbers  # see ``texts``

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

    def texts(self, addresses: list[tantivy.DocAddress]) -> ForwardIndex:
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


class IndexReaders:
    """Opens the newest commit of the live index, once for all threads of a process."""

    def __init__(self, folder: IndexDirectory) -> None:
        self._folder = folder
        self._view: IndexReader | None = None
        self._opening = threading.Lock()

    def newest(self) -> IndexReader:
        """The view at hand, unless something was committed since; an empty one when there is no index.

        Raises IndexStale, or EngineUnavailable when the index cannot be read.
        """
        view = self._view
        if view is not None and self._is_newest(view):
            return view
        with self._opening:
            if self._view is None or not self._is_newest(self._view):
                self._view = self._open()
            return self._view

    def close(self) -> None:
        with self._opening:
            self._view = None

    def _is_newest(self, view: IndexReader) -> bool:
        if view.generation != self._folder.version():
            return False
        return view.meta is None or view.commit == version_of(view.meta)

    def _open(self) -> IndexReader:
        for _ in range(_TRIES):
            generation = self._folder.version()
            try:
                with tantivy_errors():
                    return self._open_once(generation)
            except EngineUnavailable:
                if generation == self._folder.version():  # nobody has swapped it out under our hands
                    raise
        raise EngineUnavailable("The search index changes too fast to be opened; try again.")

    def _open_once(self, generation: Version | None) -> IndexReader:
        current = self._folder.current()
        if current is None:
            index = tantivy.Index(schema.make_schema())
            return IndexReader(generation, None, None, index, index.searcher(), np.empty(0, np.uint32))
        meta = self._folder.folder(current) / _META
        if self._view is not None and self._view.meta == meta:
            index = self._view.index
        else:
            index = tantivy.Index.open(str(meta.parent))
            index.config_reader("manual")
        commit = version_of(meta)  # before reload: a commit between the two is loaded again, never missed
        index.reload()
        return IndexReader(generation, meta, commit, index, index.searcher(), load(meta.parent))
