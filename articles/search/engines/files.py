"""What every engine needs of its files: written durably, told from damaged ones, private.

A finished file is *sealed*: the time of its last change is set to a whole second. Whoever writes into it
afterwards breaks the seal, since that sets the present time, in nanoseconds. So opening a sealed file looks
at its head alone, and at every byte of one whose seal is broken (6 GB a second). What changes bytes without
a write, such as an ageing disk, is found by ``check_index`` and by the worker, which read all of them.
"""

from __future__ import annotations

import os
import shutil
import weakref
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from articles.search.errors import EngineUnavailable, IndexStale

Version = tuple[int, int, int]

_SECOND = 10**9  # nanoseconds
_CHUNK = 2**20
_OTHERS_WRITE = 0o022


def version_of(file: Path) -> Version:
    """Changes when another file takes the place of this one. Raises FileNotFoundError."""
    stat = os.stat(file)
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def write_durably(path: Path, content: bytes) -> None:
    """Replace the file by one rename, on the disk before and after."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Put a file's content, or a folder's entries, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy(source: Path, folder: Path) -> None:
    """Put a file, to whose bytes nobody writes any more, into another folder too: by a further name of it
    where the disk can do that."""
    try:
        os.link(source, folder / source.name)
    except OSError:
        shutil.copy2(source, folder)


def seal(file: Path | int) -> None:
    """Mark a finished file (its path, or its descriptor) as untouched from now on."""
    changed = os.stat(file).st_mtime_ns
    os.utime(file, ns=(changed, changed // _SECOND * _SECOND))


class WatchedFile:
    """A file, open as long as this object lives, and whether it is still what it was when it was opened."""

    def __init__(self, path: Path) -> None:
        """Raises OSError."""
        self.path = path
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self.descriptor)
        self._seen = self._look()
        self.size = self._seen[1]
        self.sealed = self._seen[0] % _SECOND == 0

    def _look(self) -> tuple[int, int, bool]:
        stat = os.fstat(self.descriptor)
        return stat.st_mtime_ns, stat.st_size, stat.st_nlink == 0

    def changed(self) -> bool:
        """Whether it was written to, cut, or deleted. Takes 1 µs."""
        return self._look() != self._seen

    def checksum(self, begin: int, end: int) -> int:
        """The CRC-32 of the bytes from ``begin`` to ``end``, read from the file, not from a map of it."""
        value = 0
        while begin < end and (chunk := os.pread(self.descriptor, min(_CHUNK, end - begin), begin)):
            value = zlib.crc32(chunk, value)
            begin += len(chunk)
        return value


def refuse_foreign(*paths: Path) -> None:
    """Raise IndexStale when somebody else owns one of the paths or may write there.

    An index holds pickled objects, and opening those runs what they say.
    """
    for path in _foreign(paths):
        raise IndexStale(
            f"{path} belongs to another user, or others may write there, so the search index is not opened: "
            "run manage.py rebuild_index as the user of the archive."
        )


def _foreign(paths: Iterable[Path]) -> Iterable[Path]:
    if not hasattr(os, "geteuid"):
        return
    for path in paths:
        stat = path.stat()
        if stat.st_uid not in (os.geteuid(), 0) or stat.st_mode & _OTHERS_WRITE:
            yield path


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the disk raises into what this room raises."""
    try:
        yield
    except OSError as error:
        raise EngineUnavailable(f"The search index cannot be read or written: {error}") from error
