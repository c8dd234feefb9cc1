"""Changes to an index, each one commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.tantivy import schema
from articles.search.engines.tantivy.forward_index import Appender
from articles.search.engines.tantivy.reader import tantivy_errors
from articles.search.types import Doc

# What Tantivy may hold in memory before it writes a segment. One thread writes, while Python, in another,
# makes the words: 20,000 articles become one segment.
_REBUILD_BYTES = 256 * 2**20
_CHANGE_BYTES = 64 * 2**20


def replace(folder: Path, ids: Collection[int], docs: Iterable[Doc], analyzer: Analyzer) -> None:
    """Make the index in ``folder`` hold, of the articles ``ids``, exactly ``docs``."""
    _commit(folder, ids, docs, analyzer, _CHANGE_BYTES)


def build(folder: Path, docs: Iterable[Doc], analyzer: Analyzer) -> None:
    """Fill an empty folder."""
    _commit(folder, (), docs, analyzer, _REBUILD_BYTES)


def _commit(
    folder: Path, ids: Collection[int], docs: Iterable[Doc], analyzer: Analyzer, heap_bytes: int
) -> None:
    with tantivy_errors():
        index = tantivy.Index(schema.make_schema(), str(folder))
        schema.register_tokenizer(index)
        writer = index.writer(heap_bytes, 1)
        texts = Appender(folder)
    try:
        for id in ids:
            writer.delete_documents_by_term("id", id)
        documents = schema.Documents(analyzer, texts, index.schema)
        for doc in docs:
            document = documents.make(doc)
            with tantivy_errors():
                writer.add_document(document)
        with tantivy_errors():
            texts.sync()
            writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        texts.close()
        with tantivy_errors():
            writer.wait_merging_threads()  # lets go of Tantivy's own lock, too
