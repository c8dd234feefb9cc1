"""The Whoosh index of one generation: its table of contents names the segments and their deleted articles.

Whoosh keeps the list (``whoosh.index.TOC``), writes a new one by one rename, and clears the files that no
list names any more. The files of a segment are ours.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, clean_files

from articles.arabic.analyzer import Analyzer
from articles.search.engines.whoosh import merge, policy
from articles.search.engines.whoosh.arrays import save
from articles.search.engines.whoosh.build import pack
from articles.search.engines.whoosh.codec import SCHEMA, ArrayCodec
from articles.search.engines.whoosh.segment import OpenSegment, segment_path
from articles.search.swap import sync_folder
from articles.search.types import Doc

NAME = "MAIN"


def new_segment() -> W3Segment:
    return W3Segment(ArrayCodec(), NAME)


class Store:
    """One generation's folder. Changes are made by one process at a time: callers hold the lock."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self.folder = folder
        self._analyzer = analyzer
        self._storage = FileStorage(str(folder))

    def contents(self) -> TOC:
        """The present table of contents, an empty one when nothing was committed yet."""
        try:
            return TOC.read(self._storage, NAME)
        except EmptyIndexError:
            return TOC(SCHEMA, [], 0)

    def changed_since(self, generation: int) -> bool:
        """Whether another commit was made. Cheap: two looks for a file."""
        return self._exists(generation + 1) or not self._exists(generation)

    def _exists(self, generation: int) -> bool:
        return os.path.exists(self.folder / TOC._filename(NAME, generation))

    def open(self, segment: W3Segment) -> OpenSegment:
        return OpenSegment(self.folder, segment.segment_id())

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        """Take out the articles ``ids`` and put in ``docs``, in one commit; then merge what is worth it."""
        fresh = {doc.id: doc for doc in docs}
        toc = self.contents()
        self._delete(toc.segments, set(ids) | fresh.keys())
        segments = [segment for segment in toc.segments if segment.doc_count()]
        if fresh:
            segments.append(self.write(list(fresh.values())))
        self.commit(toc.generation + 1, segments)
        self.merge_worthwhile()

    def _delete(self, segments: Iterable[W3Segment], ids: Collection[int]) -> None:
        wanted = np.fromiter(ids, np.int64, len(ids))
        for segment in segments:
            for row in np.flatnonzero(np.isin(self.open(segment).ids, wanted)).tolist():
                segment.delete_document(row)

    def write(self, docs: Sequence[Doc]) -> W3Segment:
        """Write a new segment of ``docs``; no list names it yet."""
        segment = new_segment()
        save(segment_path(self.folder, segment.segment_id()), pack(docs, self._analyzer))
        segment.set_doc_count(len(docs))
        return segment

    def commit(self, generation: int, segments: Sequence[W3Segment]) -> None:
        """Make the segments the index: one rename. A process killed before it leaves the old list."""
        sync_folder(self.folder)
        TOC(SCHEMA, list(segments), generation).write(self._storage, NAME)
        sync_folder(self.folder)
        clean_files(self._storage, NAME, generation, segments)

    def merge_worthwhile(self) -> None:
        """Merge small segments, and those whose articles are mostly deleted, each in a commit of its own."""
        while True:
            toc = self.contents()
            chosen = policy.worth_merging([(s.doc_count(), s.deleted_count()) for s in toc.segments])
            if not chosen:
                return
            self._merge(toc, [toc.segments[number] for number in chosen])

    def _merge(self, toc: TOC, chosen: Sequence[W3Segment]) -> None:
        merged = self.merged(chosen)
        others = [segment for segment in toc.segments if segment not in chosen]
        self.commit(toc.generation + 1, [*others, merged])

    def merged(self, segments: Sequence[W3Segment]) -> W3Segment:
        """Write one segment of the live articles of several; no list names it yet."""
        target = new_segment()
        opened = [self.open(segment) for segment in segments]
        deleted = [list(segment.deleted_docs()) for segment in segments]
        size = merge.merge(self.folder, target.segment_id(), opened, deleted)
        target.set_doc_count(size)
        return target
