"""The Whoosh index of one generation: its table of contents names the segments and their deleted articles.

Whoosh keeps the list (``whoosh.index.TOC``), writes a new one by one rename, and clears the files that no
list names any more. The files of a segment are ours.
"""

from __future__ import annotations

import logging
import os
import re
import struct
import zlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, clean_files

from articles.arabic.analysis.analyzer import Analyzer
from articles.logs.measure import measured
from articles.search.engines import json_file
from articles.search.engines.files import copy, refuse_foreign, sync
from articles.search.engines.whoosh import merge_policy, merge_segments
from articles.search.engines.whoosh.array_file import save
from articles.search.engines.whoosh.codec import SCHEMA, ArrayCodec
from articles.search.engines.whoosh.segment_reader import SegmentReader, segment_path
from articles.search.engines.whoosh.segment_writer import pack
from articles.search.errors import IndexDamaged, IndexStale
from articles.search.types import Doc

log = logging.getLogger(__name__)

NAME = "MAIN"
_TRIES = 20  # of opening a commit while others are made
_EXPORTED = "segments.json"
_NAME_OF_SEGMENT = re.compile(r"\w+", re.ASCII)
_MAGIC = b"NEWSTOC1"
_TRAILER = struct.Struct("<8sI")  # magic, checksum of what stands before it


EMPTY = TOC(SCHEMA, [], 0)


def new_segment() -> W3Segment:
    return W3Segment(ArrayCodec(), NAME)


class SegmentDirectory:
    """One generation's folder. Changes are made by one process at a time: callers hold the lock."""

    def __init__(self, folder: Path, analyzer: Analyzer) -> None:
        self.folder = folder
        self._analyzer = analyzer
        self._storage = _Storage(str(folder))

    def contents(self) -> TOC:
        """The present table of contents.

        Raises IndexStale when it cannot be read, somebody else may have written it, or there is none;
        FileNotFoundError when a commit has just replaced it.
        """
        generation = TOC._latest_generation(self._storage, NAME)
        if generation < 0:
            raise IndexDamaged(f"{self.folder} has no table of contents")
        path = self.folder / TOC._filename(NAME, generation)
        refuse_foreign(self.folder, path)
        content = RamStorage()
        content.files[path.name] = path.read_bytes()
        if not _is_whole(content.files[path.name]):
            raise IndexDamaged(path.name)
        try:
            return TOC.read(content, NAME, generation, SCHEMA)
        except Exception as error:  # unpickling raises whatever the names in it lead to
            log.exception("%s cannot be read by this version", path)
            raise IndexStale(
                f"The search index was made by another version ({path.name}: {error}): "
                "run manage.py rebuild_index."
            ) from error

    def changed_since(self, generation: int) -> bool:
        """Whether another commit was made. Cheap: two looks for a file."""
        return self._exists(generation + 1) or not self._exists(generation)

    def _exists(self, generation: int) -> bool:
        return os.path.exists(os.path.join(self.folder, TOC._filename(NAME, generation)))

    def open(self, segment: W3Segment) -> SegmentReader:
        """Raises IndexDamaged, or FileNotFoundError: a commit clears the files of segments it has merged."""
        reader = SegmentReader(self.folder, segment.segment_id())
        if len(reader) != segment.doc_count_all():
            raise IndexDamaged(f"{segment.segment_id()} has another number of articles")
        return reader

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        """Take out the articles ``ids`` and put in ``docs``, in one commit.

        Small segments are merged before the commit. Larger ones afterwards, in commits of their own: what is
        new must not wait for them.
        """
        fresh = {doc.id: doc for doc in docs}
        contents = self.contents()
        segments = contents.segments
        self._delete(segments, set(ids) | fresh.keys())
        segments = [segment for segment in segments if segment.doc_count()]
        if fresh:
            segments.append(self.write(list(fresh.values())))
        segments = self._merged_if_worthwhile(segments, merge_policy.AT_ONCE) or segments
        contents = self.commit(segments, contents)
        while better := self._merged_if_worthwhile(segments, merge_policy.MAX_SEGMENT):
            segments = better
            contents = self.commit(segments, contents)

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

    def commit(self, segments: Sequence[W3Segment], before: TOC = EMPTY) -> TOC:
        """Make the segments the index, in place of the contents ``before``: one rename. A process killed
        before it leaves the old list. Returns the new contents."""
        listed = {segment.segment_id() for segment in before.segments}
        for segment in segments:
            if segment.segment_id() not in listed:
                sync(segment_path(self.folder, segment.segment_id()))
        contents = TOC(SCHEMA, list(segments), before.generation + 1)
        contents.write(self._storage, NAME)
        sync(self.folder)
        clean_files(self._storage, NAME, contents.generation, segments)
        return contents

    def export(self, folder: Path) -> None:
        """Copy the segments into another folder. Their list is written as JSON: Whoosh's holds pickled
        objects, and nothing that comes back from elsewhere is to be unpickled."""
        segments = self.contents().segments
        for segment in segments:
            copy(segment_path(self.folder, segment.segment_id()), folder)
        listed = [
            [segment.segid, segment.doc_count_all(), sorted(segment.deleted_docs())] for segment in segments
        ]
        json_file.write(folder / _EXPORTED, {"segments": listed})

    def adopt(self) -> None:
        """Make the segments that were exported to this folder its first commit. Raises IndexDamaged."""
        path = self.folder / _EXPORTED
        try:
            segments = [_listed(*entry) for entry in json_file.read(path)["segments"]]
        except (OSError, json_file.GarbledFile, KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(f"{path.name}: {error}") from error
        for segment in segments:
            self.open(segment)
        self.commit(segments)
        path.unlink()

    def check(self, *, every_byte: bool) -> None:
        """Open the newest commit anew, from the disk. Raises IndexStale when it cannot be read."""
        for _ in range(_TRIES):
            try:
                for segment in self.contents().segments:
                    reader = self.open(segment)
                    if every_byte:
                        reader.check()
                return
            except FileNotFoundError as error:  # a commit has just cleared it
                missing = error.filename
        raise IndexDamaged(f"{missing} is gone")

    def _merged_if_worthwhile(self, segments: Sequence[W3Segment], maximum: int) -> list[W3Segment]:
        """The segments with some merged into one of at most ``maximum`` articles; none when all is well."""
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


def _listed(name: str, articles: int, deleted: Sequence[int]) -> W3Segment:
    """A segment as the list of an export has it. Raises ValueError."""
    if not _NAME_OF_SEGMENT.fullmatch(name) or not all(0 <= row < articles for row in deleted):
        raise ValueError(f"there is no such segment as {name!r}")
    segment = new_segment()
    segment.segid = name
    segment.set_doc_count(articles)
    for row in deleted:
        segment.delete_document(row)
    return segment


class _Storage(FileStorage):  # type: ignore[misc]
    """Ends every table of contents with a checksum; Whoosh, when it reads one, stops before it."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        path = Path(self.folder) / oldname
        with path.open("r+b") as file:
            checksum = zlib.crc32(file.read())
            file.write(_TRAILER.pack(_MAGIC, checksum))
            file.flush()
            os.fchmod(file.fileno(), 0o600)
            os.fsync(file.fileno())
        super().rename_file(oldname, newname, safe=safe)


def _is_whole(content: bytes) -> bool:
    body, trailer = content[: -_TRAILER.size], content[-_TRAILER.size :]
    return len(trailer) == _TRAILER.size and _TRAILER.unpack(trailer) == (_MAGIC, zlib.crc32(body))
