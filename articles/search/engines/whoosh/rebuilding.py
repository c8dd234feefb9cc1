"""A whole index from a stream of articles: segments by as many processes as there are cores, then merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from articles.arabic.analyzer import Analyzer
from articles.search.engines.whoosh.store import Store, write_segment
from articles.search.types import Doc

BATCH = 2000  # articles of a segment before merging


def build(folder: Path, docs: Iterable[Doc], analyzer: Analyzer) -> None:
    """Fill the empty folder with an index of ``docs``."""
    store = Store(folder, analyzer)
    segments = [write_segment(folder, batch, analyzer) for batch in _batches(docs)]
    store.commit(1, segments)
    store.merge_all()


def _batches(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    stream = iter(docs)
    while batch := list(islice(stream, BATCH)):
        yield batch
