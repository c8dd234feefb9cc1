"""The files of one commit, and whether they are what was written.

Tantivy ends each file of a segment with a checksum, which it does not look at when it opens one; the list of
segments, ``meta.json``, has none, nor have our words. Theirs stand in ``checksums.json``, which every change
writes twice: before its commit, saying that ``meta.json`` may be replaced now, and after it. So a process
killed in between leaves a commit that can be read, and what is altered while nobody changes the index is
found.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from articles.search.engines import json_file
from articles.search.engines.files import WatchedFile, refuse_foreign, seal
from articles.search.engines.tantivy.forward_index import FILE as WORDS
from articles.search.errors import IndexDamaged

META = "meta.json"  # Tantivy replaces it, by one rename, at every commit

_FILE = "checksums.json"
_MANAGED = ".managed.json"  # which files Tantivy may delete
_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")  # of every segment
_END = struct.Struct("<II")  # bytes of the footer, Tantivy's magic number
_MAGIC = 1337


class Checksums(NamedTuple):
    changing: bool  # whether a change is under way, or was when its process died
    meta: int  # of meta.json, unless a change is under way
    words_size: int  # bytes of the words that belong to articles
    words: int  # their checksum


def read_checksums(folder: Path) -> Checksums:
    """Raises IndexDamaged."""
    try:
        return Checksums(**json_file.read(folder / _FILE))
    except (OSError, json_file.GarbledFile, TypeError) as error:
        raise IndexDamaged(f"{_FILE}: {error}") from error


def begin_change(folder: Path, words_size: int = 0, words: int = 0) -> None:
    """To be called before a commit, with what it needs of the words: a reader accepts a new meta.json now."""
    _write(folder, Checksums(True, 0, words_size, words))


def end_change(folder: Path) -> None:
    """To be called after a commit, when Tantivy has ended its merges."""
    for path in folder.iterdir():
        if path.suffix.lstrip(".") in (*_PARTS, "del") or path.name == WORDS:
            seal(path)
    checksum = zlib.crc32((folder / META).read_bytes())
    _write(folder, read_checksums(folder)._replace(changing=False, meta=checksum))


def _write(folder: Path, sums: Checksums) -> None:
    json_file.write(folder / _FILE, sums._asdict())


class CommitFiles:
    """All files of the present commit, opened. Files that ``before`` has opened, and that nobody has changed
    since, are not checked again.

    Raises IndexDamaged, FileNotFoundError when a commit has just cleared one, and IndexStale when somebody
    else may have written them.
    """

    def __init__(self, folder: Path, before: CommitFiles | None = None) -> None:
        refuse_foreign(folder)
        self.sums, meta = _list(folder)
        _refuse_garbled(folder / _MANAGED)
        unchanged = (
            {name: file for name, file in before._files.items() if not file.changed()} if before else {}
        )
        self._files: Mapping[str, _SegmentFile] = {
            name: unchanged.get(name) or _checked(_SegmentFile(folder / name)) for name in _names(meta)
        }
        self._words = _checked(_WordsFile(folder / WORDS, self.sums))

    def changed(self) -> bool:
        """Whether a file was written to, cut or deleted since it was opened; words may be appended."""
        return self._words.changed() or any(file.changed() for file in self._files.values())

    def check(self) -> None:
        """Read every byte. Raises IndexDamaged."""
        for file in self._files.values():
            file.check()
        self._words.check()


def _list(folder: Path) -> tuple[Checksums, dict[str, Any]]:
    """The checksums and the list of segments that belong together."""
    before: Checksums | None = None
    while True:
        sums = read_checksums(folder)
        try:
            content = (folder / META).read_bytes()
            if sums.changing or zlib.crc32(content) == sums.meta:
                return sums, json.loads(content)
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{META}: {error}") from error
        if sums == before:
            raise IndexDamaged(META)
        before = sums  # a change may have begun and ended between the two: look again


def _refuse_garbled(path: Path) -> None:
    """Raise IndexDamaged when the file is no JSON; it may be missing."""
    try:
        json.loads(path.read_bytes())
    except FileNotFoundError:
        return
    except ValueError as error:
        raise IndexDamaged(path.name) from error


def _names(meta: dict[str, Any]) -> list[str]:
    names = []
    try:
        for segment in meta["segments"]:
            name = segment["segment_id"].replace("-", "")
            names += [f"{name}.{part}" for part in _PARTS]
            if segment["deletes"]:
                names.append(f"{name}.{segment['deletes']['opstamp']}.del")
    except (KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(META) from error
    return names


class _SegmentFile(WatchedFile):
    """A file of Tantivy's: its body, a footer that tells the checksum of the body, the footer's size."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        try:
            length, magic = _END.unpack(self._read(_END.size, self.size - _END.size))
            self._end = self.size - _END.size - length
            self._checksum = json.loads(self._read(length, self._end))["crc"]
        except (struct.error, OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(path.name) from error
        if magic != _MAGIC:
            raise IndexDamaged(path.name)

    def _read(self, size: int, begin: int) -> bytes:
        return os.pread(self.descriptor, size, begin)

    def check(self) -> None:
        """Read every byte. Raises IndexDamaged."""
        if self.checksum(0, self._end) != self._checksum:
            raise IndexDamaged(self.path.name)


class _WordsFile(WatchedFile):
    """The words of all articles, to which changes append."""

    def __init__(self, path: Path, sums: Checksums) -> None:
        super().__init__(path)
        self._sums = sums
        if self.size < sums.words_size:
            raise IndexDamaged(path.name)

    def changed(self) -> bool:
        time, size, deleted = self._look()
        return deleted or size < self.size or (size == self.size and time != self._seen[0])

    def check(self) -> None:
        """Read every byte. Raises IndexDamaged."""
        if self.checksum(0, self._sums.words_size) != self._sums.words:
            raise IndexDamaged(self.path.name)


File = TypeVar("File", _SegmentFile, _WordsFile)


def _checked(file: File) -> File:
    if not file.sealed:
        file.check()
    return file
