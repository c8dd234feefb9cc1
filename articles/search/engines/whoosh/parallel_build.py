"""A whole index from a stream of articles: segments by as many processes as there are cores, then merged."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import chain, islice
from pathlib import Path

from whoosh.codec.whoosh3 import W3Segment

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.whoosh import merge_policy
from articles.search.engines.whoosh.directory import SegmentDirectory
from articles.search.types import Doc

BATCH = 2000  # articles of a segment before merging: about 100 MB in the making


def build(folder: Path, docs: Iterable[Doc], analyzer: Analyzer) -> None:
    """Fill the empty folder with an index of ``docs``."""
    store = SegmentDirectory(folder, analyzer)
    batches = _batches(docs)
    first = list(islice(batches, 2))
    if len(first) < 2:
        store.commit([store.write(batch) for batch in first])
        return
    with _workers(folder, analyzer) as workers:
        segments = list(_written(workers, chain(first, batches)))
        groups = merge_policy.groups([segment.doc_count() for segment in segments])
        merged = workers.map(_merge, [[segments[number] for number in group] for group in groups])
        store.commit(list(merged))


def _batches(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    stream = iter(docs)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _written(workers: Executor, batches: Iterable[list[Doc]]) -> Iterator[W3Segment]:
    """The segments of the batches, in order; a few batches ahead of the workers are read, no more."""
    under_way: deque[Future[W3Segment]] = deque()
    for batch in batches:
        under_way.append(workers.submit(_write, batch))
        if len(under_way) > 2 * _cores():
            yield under_way.popleft().result()
    for future in under_way:
        yield future.result()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


# ---- in the worker processes ----

_store: SegmentDirectory


def _workers(folder: Path, analyzer: Analyzer) -> ProcessPoolExecutor:
    """Fresh processes: forking one that has threads and open database connections is not safe."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(_cores(), context, initializer=_start, initargs=(folder, analyzer))


def _start(folder: Path, analyzer: Analyzer) -> None:
    global _store
    _store = SegmentDirectory(folder, analyzer)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and lets the workers finish
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _write(docs: Sequence[Doc]) -> W3Segment:
    return _store.write(docs)


def _merge(segments: Sequence[W3Segment]) -> W3Segment:
    return _store.merged(segments) if len(segments) > 1 else segments[0]
