"""The postings of one field of several segments → those of the merged segment.

Words are sorted in every segment, so a range of the merged words is a range in each: postings are merged a
range at a time, in bounded memory, straight into the new file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from articles.search.engines.whoosh.array_file import Array, Arrays, run_indices, smallest
from articles.search.engines.whoosh.segment_reader import SegmentReader

CHUNK = 1_000_000  # occurrences merged at a time: about 60 MB


class Part:
    """One segment on its way into the merged one."""

    def __init__(self, segment: SegmentReader, deleted: Collection[int], base: int) -> None:
        self.segment = segment
        self.live = np.ones(len(segment), bool)
        self.live[list(deleted)] = False
        self.whole = not deleted
        self.new_docs = base + np.cumsum(self.live) - 1  # each live article's number in the merged segment
        self.new_words = np.empty(0, np.int64)  # each word's number there, -1 when no live article has it

    def array(self, name: str) -> Array:
        return self.segment.arrays[name]

    def live_rows(self, name: str) -> Array:
        return self.array(name)[self.live]

    def sums(self, field: str) -> tuple[Array, Array]:
        """Postings and occurrences of each word in the field's live articles."""
        first = self.array(f"{field}.first").astype(np.int64)
        if self.whole:
            return np.diff(first), np.diff(self.array(f"{field}.tokens").astype(np.int64))
        live = self.live[self.array(f"{field}.docs")]
        counts = self.array(f"{field}.counts") * live
        return _run_sums(live, first), _run_sums(counts, first)

    @cached_property
    def word_order(self) -> Array:
        """``new_words`` without gaps, so that it never falls: unused words stand with those before them."""
        return np.maximum.accumulate(self.new_words) if len(self.new_words) else self.new_words


class FieldMerge:
    """The postings of one field, of all parts."""

    def __init__(self, field: str, parts: Sequence[Part], word_count: int, size: int) -> None:
        self._field = field
        self._parts = parts
        postings, tokens = np.zeros(word_count, np.int64), np.zeros(word_count, np.int64)
        for part in parts:
            used = part.new_words >= 0
            for total, sums in zip((postings, tokens), part.sums(field), strict=True):
                total[part.new_words[used]] += sums[used]
        self._first = np.concatenate(([0], np.cumsum(postings)))
        self._tokens = np.concatenate(([0], np.cumsum(tokens)))
        self._doc_type = smallest(max(size - 1, 0))

    def layout(self) -> dict[str, tuple[np.dtype[Any], int]]:
        types = {
            "first": (smallest(int(self._first[-1])), len(self._first)),
            "docs": (self._doc_type, int(self._first[-1])),
            "counts": (self._widest("counts"), int(self._first[-1])),
            "tokens": (smallest(int(self._tokens[-1])), len(self._tokens)),
            "positions": (self._widest("positions"), int(self._tokens[-1])),
        }
        if self._field == "title":
            types["alone"] = (np.dtype(bool), int(self._first[-1]))
        return {f"{self._field}.{name}": room for name, room in types.items()}

    def _widest(self, name: str) -> np.dtype[Any]:
        return max(
            (part.array(f"{self._field}.{name}").dtype for part in self._parts), key=lambda t: t.itemsize
        )

    def fill(self, arrays: Arrays) -> None:
        out = {name.removeprefix(f"{self._field}."): arrays[name] for name in self.layout()}
        out["first"][:] = self._first
        out["tokens"][:] = self._tokens
        for low, high in self._ranges():
            postings = slice(self._first[low], self._first[high])
            tokens = slice(self._tokens[low], self._tokens[high])
            self._fill_range(low, high, out, postings, tokens)

    def _ranges(self) -> Iterator[tuple[int, int]]:
        """Ranges of the merged words of about ``CHUNK`` occurrences each."""
        low, last = 0, len(self._tokens) - 1
        while low < last:
            high = int(np.searchsorted(self._tokens, self._tokens[low] + CHUNK, side="right")) - 1
            high = min(max(high, low + 1), last)
            yield low, high
            low = high

    def _fill_range(self, low: int, high: int, out: Arrays, postings: slice, tokens: slice) -> None:
        cuts = [_cut(part, self._field, low, high) for part in self._parts]
        before = np.cumsum([0, *(len(cut.positions) for cut in cuts)])
        words = np.concatenate([cut.words for cut in cuts])
        order = np.argsort(words, kind="stable")
        counts = np.concatenate([cut.counts for cut in cuts])[order]
        starts = np.concatenate([cut.starts + base for cut, base in zip(cuts, before, strict=False)])[order]
        positions = np.concatenate([cut.positions for cut in cuts])
        out["docs"][postings] = np.concatenate([cut.docs for cut in cuts])[order]
        out["counts"][postings] = counts
        out["positions"][tokens] = positions[run_indices(starts, counts)]
        if "alone" in out:
            out["alone"][postings] = np.concatenate([cut.alone for cut in cuts])[order]


class _Cut(NamedTuple):
    """The live postings of one part in a range of the merged words."""

    words: Array
    docs: Array
    counts: Array
    starts: Array  # of each posting's occurrences in ``positions``
    positions: Array
    alone: Array


def _cut(part: Part, field: str, low: int, high: int) -> _Cut:
    begin, end = np.searchsorted(part.word_order, (low, high))
    first = part.array(f"{field}.first")[begin : end + 1].astype(np.int64)
    tokens = part.array(f"{field}.tokens")
    postings = slice(first[0], first[-1])
    docs = part.array(f"{field}.docs")[postings]
    counts = part.array(f"{field}.counts")[postings].astype(np.int64)
    words = np.repeat(part.new_words[begin:end], np.diff(first))
    alone = part.array("title.alone")[postings] if field == "title" else np.empty(0, bool)
    live = slice(None) if part.whole else part.live[docs]
    return _Cut(
        words[live],
        part.new_docs[docs[live]],
        counts[live],
        (np.cumsum(counts) - counts)[live],
        part.array(f"{field}.positions")[tokens[begin] : tokens[end]],
        alone[live] if len(alone) else alone,
    )


def _run_sums(values: Array, first: Array) -> Array:
    """The sum of the values of each run."""
    total = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    sums: Array = total[first[1:]] - total[first[:-1]]
    return sums
