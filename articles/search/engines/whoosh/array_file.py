"""Files of named one-dimensional arrays, mapped into memory when read.

head     magic, format, sizes, a checksum of the arrays, a checksum of head and table
table    JSON: name → type, number of items, offset
arrays   each at a multiple of eight bytes
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from articles.search.engines.files import WatchedFile, seal
from articles.search.errors import IndexDamaged

Array = npt.NDArray[Any]
Arrays = dict[str, Array]
Layout = Mapping[str, tuple[np.dtype[Any], int]]  # name → type and number of items

FORMAT = 2

_MAGIC = b"NEWSARRS"
_HEAD = struct.Struct("<8sIIQII")  # magic, format, bytes of the table, of the file, checksums: body, head
_ALIGN = 8
_BEGIN = np.ones(1, bool)


def save(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays into a new file."""
    with Allocated(path, {name: (array.dtype, array.size) for name, array in arrays.items()}) as room:
        for name, array in arrays.items():
            room.arrays[name][:] = array


class ArrayFile:
    """A file, opened: ``arrays`` are read-only; pages come from the disk as they are touched.

    Raises IndexDamaged unless head and size are what was written; the whole is checked, too, when somebody
    has written to the file since (see :mod:`articles.search.engines.files`). Raises FileNotFoundError.
    """

    def __init__(self, path: Path) -> None:
        self._watched = WatchedFile(path)
        head = os.pread(self._watched.descriptor, _HEAD.size, 0)
        if len(head) < _HEAD.size:
            raise self._damaged()
        magic, format_, table_size, size, self._body_checksum, head_checksum = _HEAD.unpack(head)
        self._begin = _HEAD.size + table_size
        if (magic, format_, size) != (_MAGIC, FORMAT, self._watched.size) or self._begin > size:
            raise self._damaged()
        table = os.pread(self._watched.descriptor, table_size, _HEAD.size)
        if _head_checksum(head, table) != head_checksum:
            raise self._damaged()
        if not self._watched.sealed:
            self.check()
        mapped = mmap.mmap(self._watched.descriptor, size, access=mmap.ACCESS_READ)
        self.arrays = _views(mapped, table, self._begin)

    def check(self) -> None:
        """Read every byte. Raises IndexDamaged."""
        if self._watched.checksum(self._begin, self._watched.size) != self._body_checksum:
            raise self._damaged()

    def changed(self) -> bool:
        """Whether somebody has written to the file, cut or deleted it since it was opened."""
        return self._watched.changed()

    def _damaged(self) -> IndexDamaged:
        return IndexDamaged(self._watched.path.name)


class Allocated:
    """A new file with room for arrays of known sizes: fill ``arrays`` within the ``with`` block.

    The head is written last, so a file that was not finished is none. Raises OSError when the disk is full:
    room is reserved first, since writing to a mapped file that finds none would kill the process.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        self._table, size = _table(layout)
        self._file = path.open("wb+")
        self._file.truncate(size)
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self._file.fileno(), 0, size)
        self._mapped = mmap.mmap(self._file.fileno(), size)
        self.arrays = _views(self._mapped, self._table, _HEAD.size + len(self._table))

    def __enter__(self) -> Allocated:
        return self

    def __exit__(self, *failure: object) -> None:
        if failure[0] is None:
            self._write_head()
            seal(self._file.fileno())
        self.arrays.clear()
        self._file.close()

    def _write_head(self) -> None:
        begin = _HEAD.size + len(self._table)
        with memoryview(self._mapped) as everything, everything[begin:] as body:
            numbers = FORMAT, len(self._table), len(everything), zlib.crc32(body)
        head = _HEAD.pack(_MAGIC, *numbers, 0)
        head = _HEAD.pack(_MAGIC, *numbers, _head_checksum(head, self._table))
        self._mapped[:begin] = head + self._table


def smallest(largest: int) -> np.dtype[Any]:
    """The smallest unsigned type that holds ``largest``."""
    return np.min_scalar_type(largest)


def joined(parts: Iterable[Array], dtype: Any) -> Array:
    """The arrays one after the other; an empty one when there are none."""
    several = list(parts)
    return np.concatenate(several).astype(dtype, copy=False) if several else np.empty(0, dtype)


def run_indices(starts: Array, lengths: Array) -> Array:
    """The indices ``start … start + length - 1`` of every run, one run after the other."""
    ends = np.cumsum(lengths)
    if not len(ends):
        return np.empty(0, np.int64)
    indices: Array = np.arange(ends[-1]) + np.repeat(starts.astype(np.int64) - (ends - lengths), lengths)
    return indices


def distinct(*parts: Array) -> Array:
    """The sorted different numbers of all parts. Several times as fast as np.unique on short arrays."""
    numbers = np.sort(np.concatenate(parts), kind="stable")
    return numbers[changes(numbers)]


def changes(numbers: Array) -> Array:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.concatenate((_BEGIN[: len(numbers)], numbers[1:] != numbers[:-1])))


def among(keys: Array, others: Array) -> Array:
    """Which of the keys are among the others, which are sorted."""
    if not len(others):
        return np.zeros(len(keys), bool)
    places = np.minimum(np.searchsorted(others, keys), len(others) - 1)
    found: Array = others[places] == keys
    return found


def run_numbers(first: Array) -> Array:
    """The run of each item, when run ``i`` goes from ``first[i]`` to ``first[i + 1]``."""
    lengths = first[1:].astype(np.int64) - first[:-1]
    return np.repeat(np.arange(len(lengths)), lengths)


def _table(layout: Layout) -> tuple[bytes, int]:
    """What tells the arrays' names, types, sizes and offsets behind it; and the size of the whole file."""
    table: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, (dtype, count) in layout.items():
        table[name] = (dtype.str, count, offset)
        offset += -(-dtype.itemsize * count // _ALIGN) * _ALIGN
    text = json.dumps(table).encode()
    text += b" " * (-len(text) % _ALIGN)
    return text, _HEAD.size + len(text) + offset


def _head_checksum(head: bytes, table: bytes) -> int:
    """Of the head but for its last number, which this is, and of the table."""
    return zlib.crc32(table, zlib.crc32(head[:-4]))


def _views(mapped: mmap.mmap, table: bytes, begin: int) -> Arrays:
    return {
        name: np.frombuffer(mapped, np.dtype(dtype), count, begin + offset)
        for name, (dtype, count, offset) in json.loads(table).items()
    }
