"""The Whoosh index of one generation: its table of contents names the segments and their deleted articles.

Whoosh keeps the list (``whoosh.index.TOC``), writes a new one by one rename, and clears the files that no
list names any more. The files of a segment are ours.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, EmptyIndexError, clean_files

from articles.arabic.analysis.analyzer import Analyzer
from articles.logs.measure import measured
from articles.search.engines.generations import sync
from articles.search.engines.whoosh import merge_policy, merge_segments
from articles.search.engines.whoosh.array_file import save
from articles.search.engines.whoosh.codec import SCHEMA, ArrayCodec
from articles.search.engines.whoosh.segment_reader import SegmentReader, segment_path
from articles.search.engines.whoosh.segment_writer import pack
from articles.search.types import Doc

log = logging.getLogger(__name__)

NAME = "MAIN"


def new_segment() -> W3Segment:
    return W3Segment(ArrayCodec(), NAME)


class SegmentDirectory:
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
        return os.path.exists(os.path.join(self.folder, TOC._filename(NAME, generation)))

    def open(self, segment: W3Segment) -> SegmentReader:
        return SegmentReader(self.folder, segment.segment_id())

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        """Take out the articles ``ids`` and put in ``docs``, in one commit.

        Small segments are merged before the commit. Larger ones afterwards, in commits of their own: what is
        new must not wait for them.
        """
        fresh = {doc.id: doc for doc in docs}
        segments = self.contents().segments
        self._delete(segments, set(ids) | fresh.keys())
        segments = [segment for segment in segments if segment.doc_count()]
        if fresh:
            segments.append(self.write(list(fresh.values())))
        segments = self._merged_if_worthwhile(segments, merge_policy.AT_ONCE) or segments
        self.commit(segments)
        while better := self._merged_if_worthwhile(segments, merge_policy.MAX_SEGMENT):
            segments = better
            self.commit(segments)

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

    def commit(self, segments: Sequence[W3Segment]) -> None:
        """Make the segments the index: one rename. A process killed before it leaves the old list."""
        before = self.contents()
        known = {segment.segment_id() for segment in before.segments}
        for segment in segments:
            if segment.segment_id() not in known:
                sync(segment_path(self.folder, segment.segment_id()))
        generation = before.generation + 1
        TOC(SCHEMA, list(segments), generation).write(self._storage, NAME)
        sync(self.folder / TOC._filename(NAME, generation))
        sync(self.folder)
        clean_files(self._storage, NAME, generation, segments)

    def _merged_if_worthwhile(self, segments: Sequence[W3Segment], maximum: int) -> list[W3Segment]:
        """The segments with some merged into one of at most ``most`` articles; none when all is well."""
        sizes = [(segment.doc_count(), segment.deleted_count()) for segment in segments]
        chosen = merge_policy.worth_merging(sizes, maximum)
        if not chosen:
            return []
        others = [segment for number, segment in enumerate(segments) if number not in chosen]
        return [*others, self.merged([segments[number] for number in chosen])]

    def merged(self, segments: Sequence[W3Segment]) -> W3Segment:
        """Write one segment of the live articles of several; no list names it yet."""
        target = new_segment()
        opened = [self.open(segment) for segment in segments]
        deleted = [list(segment.deleted_docs()) for segment in segments]
        with measured(log, "segments merged", segments=len(segments)) as fields:
            size = merge_segments.merge(self.folder, target.segment_id(), opened, deleted)
            fields["articles"] = size
        target.set_doc_count(size)
        return target
