"""Files of named one-dimensional arrays, mapped into memory when read."""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Arrays = dict[str, Array]
Layout = Mapping[str, tuple[np.dtype[Any], int]]  # name → type and number of items

_MAGIC = b"NEWSARR1"
_ALIGN = 8
_BEGIN = np.ones(1, bool)


class UnreadableFile(Exception):
    """A file that is not, or not wholly, one of ours."""


def save(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the arrays into a new file."""
    with Allocated(path, {name: (array.dtype, array.size) for name, array in arrays.items()}) as room:
        for name, array in arrays.items():
            room.arrays[name][:] = array


def load(path: Path) -> Arrays:
    """The arrays of a file, read-only; pages come from the disk as they are touched.

    Raises UnreadableFile for a damaged one.
    """
    with path.open("rb") as file:
        try:
            return _views(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except ValueError as error:  # an empty file, no table, or a table that promises more than there is
            raise UnreadableFile("a file of the index is damaged: run manage.py rebuild_index") from error


class Allocated:
    """A new file with room for arrays of known sizes: fill ``arrays`` within the ``with`` block.

    Raises OSError when the disk is full: room is reserved first, since writing to a mapped file that finds
    none would kill the process.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        head, size = _header(layout)
        self._file = path.open("wb+")
        self._file.truncate(size)
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self._file.fileno(), 0, size)
        self._mapped = mmap.mmap(self._file.fileno(), size)
        self._mapped[: len(head)] = head
        self.arrays = _views(self._mapped)

    def __enter__(self) -> Allocated:
        return self

    def __exit__(self, *failure: object) -> None:
        self.arrays.clear()
        self._file.close()


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


def _header(layout: Layout) -> tuple[bytes, int]:
    """The head of the file and the size of the whole; offsets count from the end of the head."""
    table: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, (dtype, count) in layout.items():
        table[name] = (dtype.str, count, offset)
        offset += -(-dtype.itemsize * count // _ALIGN) * _ALIGN
    text = json.dumps(table).encode()
    text += b" " * (-len(text) % _ALIGN)
    head = _MAGIC + len(text).to_bytes(8, "little") + text
    return head, len(head) + offset


def _views(mapped: mmap.mmap) -> Arrays:
    if mapped[:8] != _MAGIC:
        raise ValueError("not a file of arrays")
    start = 16 + int.from_bytes(mapped[8:16], "little")
    table = json.loads(mapped[16:start])
    return {
        name: np.frombuffer(mapped, np.dtype(dtype), count, start + offset)
        for name, (dtype, count, offset) in table.items()
    }
