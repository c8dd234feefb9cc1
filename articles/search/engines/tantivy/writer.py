"""Changes to an index, each one commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

import tantivy

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.commit_files import (
    Checksums,
    CommitFiles,
    begin_change,
    end_change,
    read_checksums,
)
from articles.search.engines.tantivy.forward_index import Appender
from articles.search.engines.tantivy.reader import open_index, tantivy_errors
from articles.search.errors import IndexDamaged
from articles.search.types import Doc

# What Tantivy may hold in memory before it writes a segment. One thread writes, while Python, in another,
# makes the words: 20,000 articles become one segment.
_REBUILD_BYTES = 256 * 2**20
_CHANGE_BYTES = 64 * 2**20


def replace(folder: Path, ids: Collection[int], docs: Iterable[Doc], analyzer: Analyzer) -> None:
    """Make the index in ``folder`` hold, of the articles ``ids``, exactly ``docs``. Raises IndexStale when
    the index is damaged: Tantivy would take over, into new segments, what it cannot tell from sound data."""
    before = _files(folder)
    with tantivy_errors():
        index = open_index(folder)
    _commit(folder, index, before.sums, _Change(ids, docs, analyzer, _CHANGE_BYTES))


def build(folder: Path, docs: Iterable[Doc], analyzer: Analyzer) -> None:
    """Fill an empty folder."""
    with tantivy_errors():
        index = tantivy.Index(schema.make_schema(), str(folder))
        index.config_reader("manual")
        begin_change(folder)
    _commit(folder, index, read_checksums(folder), _Change((), docs, analyzer, _REBUILD_BYTES))


class _Change(NamedTuple):
    ids: Collection[int]
    docs: Iterable[Doc]
    analyzer: Analyzer
    heap_bytes: int


def _files(folder: Path) -> CommitFiles:
    """Those of the present commit. Nobody else changes the folder meanwhile."""
    try:
        return CommitFiles(folder)
    except FileNotFoundError as error:
        raise IndexDamaged(f"{error.filename} is gone") from error


def _commit(folder: Path, index: tantivy.Index, before: Checksums, change: _Change) -> None:
    with tantivy_errors():
        schema.register_tokenizer(index)
        writer = index.writer(change.heap_bytes, 1)
        # What a commit that was cut off has left: the next one gives its list of deletions the same name.
        writer.garbage_collect_files()
        words = Appender(folder, before.words_size, before.words)
    try:
        for id in change.ids:
            writer.delete_documents_by_term("id", id)
        documents = schema.Documents(change.analyzer, words, index.schema)
        for doc in change.docs:
            document = documents.make(doc)
            with tantivy_errors():
                writer.add_document(document)
        with tantivy_errors():
            words.sync()
            begin_change(folder, words.size, words.checksum)
            writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        words.close()
        with tantivy_errors():
            writer.wait_merging_threads()  # lets go of Tantivy's own lock, too
            end_change(folder)
