"""The words of every article in their order, as numbers, in one file beside Tantivy's own.

Tantivy finds articles but does not say where in them a word stands. Ranking asks that of the best hundred,
and so do phrases that Tantivy has no query for. Reading the words from Tantivy's stored documents took 5 ms
for a hundred articles, from this file 0.1 ms.

Each article is a run of 32-bit numbers: how many words title and body have; the stems of all; the surface
words of all. A word's number is its CRC-32: two words of a 200,000-word archive share one once in 20,000
words. The run's place is a number column of Tantivy's: so what a crash, or a change that failed, has
appended belongs to no article. The next rebuild leaves it out, and what changed articles had before.
"""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from articles.search.placing import BODY, PLACE_BITS, Places

FILE = "words.u32"

Plane = Literal["stem", "surface"]
PLANES: tuple[Plane, ...] = ("stem", "surface")

Numbers = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.int64]

_HEAD = 2
_BYTES = 4


def number(word: str) -> int:
    """The word in 32 bits."""
    return zlib.crc32(word.encode())


class Appender:
    """Appends articles to the file of a folder."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / FILE).open("ab")
        self._file.truncate(-(-self._file.tell() // _BYTES) * _BYTES)
        self._place = self._file.seek(0, os.SEEK_END) // _BYTES

    def add(self, counts: tuple[int, int], stems: Iterable[int], surfaces: Iterable[int]) -> int:
        """Append one article: how many words title and body have, and the numbers. Returns its place."""
        run = array("I", (*counts, *stems, *surfaces))
        run.tofile(self._file)
        place = self._place
        self._place += len(run)
        return place

    def sync(self) -> None:
        """Put all on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def load(folder: Path) -> Numbers:
    """All runs, mapped into memory as far as they are written by now."""
    file = folder / FILE
    return np.memmap(file, np.uint32, "r").view(np.ndarray) if file.stat().st_size else np.empty(0, np.uint32)


class Texts:
    """The words of some articles, whose runs begin at ``places``."""

    def __init__(self, numbers: Numbers, places: Sequence[int]) -> None:
        self._numbers = numbers
        heads = np.array(places, np.int64)
        self._titles = numbers[heads].astype(np.int64)
        counts = self._titles + numbers[heads + 1]
        self._starts = heads + _HEAD
        self._counts = counts
        self._ends = np.cumsum(counts)
        self._planes: dict[Plane, Numbers] = {}

    def places_of(self, plane: Plane, wanted: frozenset[int]) -> Places:
        """Where any of the ``wanted`` numbers stands: what ``placing.Placed.places_of`` tells of one word."""
        hits = self._find(self._plane(plane), wanted)
        rows = np.searchsorted(self._ends, hits, side="right")
        positions = hits - (self._ends - self._counts)[rows]
        behind_title = positions - self._titles[rows]
        places: Places = (rows << PLACE_BITS) + np.where(behind_title < 0, positions, behind_title + BODY)
        return places

    def _find(self, numbers: Numbers, wanted: frozenset[int]) -> Rows:
        if len(wanted) == 1:
            return np.flatnonzero(numbers == next(iter(wanted)))
        return np.flatnonzero(np.isin(numbers, np.fromiter(wanted, np.uint32)))

    def _plane(self, plane: Plane) -> Numbers:
        """The numbers of one layer, one article after the other."""
        if plane not in self._planes:
            starts = self._starts + PLANES.index(plane) * self._counts
            runs = zip(starts.tolist(), (starts + self._counts).tolist(), strict=True)
            parts = [self._numbers[start:end] for start, end in runs]
            self._planes[plane] = np.concatenate(parts) if parts else self._numbers[:0]
        return self._planes[plane]
