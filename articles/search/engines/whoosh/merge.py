"""Several segments → one, without their deleted articles.

Words are sorted in every segment, so a range of the merged words is a range in each: postings are merged a
range at a time, in bounded memory, straight into the new file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from articles.search.engines.whoosh.arrays import (
    Allocated,
    Array,
    Arrays,
    joined,
    run_indices,
    run_numbers,
    smallest,
)
from articles.search.engines.whoosh.build import FIELDS, articles_of_words, pack_pointed
from articles.search.engines.whoosh.columns import COLUMNS, NUMBERS, Column, join_columns, store_column
from articles.search.engines.whoosh.lexicon import WIDER, articles_of_folded, pack_layer, pack_strings
from articles.search.engines.whoosh.segment import OpenSegment, segment_path

CHUNK = 1_000_000  # occurrences merged at a time: about 60 MB


class _Part:
    """One segment on its way into the merged one."""

    def __init__(self, segment: OpenSegment, deleted: Collection[int], base: int) -> None:
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


def merge(
    folder: Path,
    name: str,
    segments: Sequence[OpenSegment],
    deleted: Sequence[Collection[int]],
) -> int:
    """Write the files of segment ``name``; the number of its articles is returned."""
    parts, size = [], 0
    for segment, gone in zip(segments, deleted, strict=True):
        parts.append(_Part(segment, gone, size))
        size += int(parts[-1].live.sum())
    words = _merge_words(parts)
    small = _merge_rows(parts, size) | pack_strings("words", words) | _merge_layers(parts, len(words))
    fields = [_FieldMerge(field, parts, len(words), size) for field in FIELDS]
    layout = {key: (array.dtype, array.size) for key, array in small.items()}
    layout["words.articles"] = np.dtype(np.uint32), len(words)
    layout["folded.articles"] = np.dtype(np.uint32), len(small["folded.starts"]) - 1
    for field in fields:
        layout |= field.layout()
    with Allocated(segment_path(folder, name), layout) as room:
        for key, array in small.items():
            room.arrays[key][:] = array
        for field in fields:
            field.fill(room.arrays)
        articles = articles_of_words(room.arrays)
        room.arrays["words.articles"][:] = articles
        room.arrays["folded.articles"][:] = articles_of_folded(room.arrays, articles)
    return size


# ---- postings ----


class _FieldMerge:
    """The postings of one field, of all parts."""

    def __init__(self, field: str, parts: Sequence[_Part], word_count: int, size: int) -> None:
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


def _cut(part: _Part, field: str, low: int, high: int) -> _Cut:
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


# ---- words and rows ----


def _merge_words(parts: Sequence[_Part]) -> list[str]:
    """The sorted words of all live articles; tells every part the new numbers of its words."""
    kept = []
    for part in parts:
        words = part.segment.words.texts()
        used = np.sum([part.sums(field)[0] for field in FIELDS], axis=0) > 0
        kept.append((words, used))
    merged = sorted(
        {word for words, used in kept for word, there in zip(words, used.tolist(), strict=True) if there}
    )
    numbers = {word: number for number, word in enumerate(merged)}
    for part, (words, _) in zip(parts, kept, strict=True):
        part.new_words = np.fromiter((numbers.get(word, -1) for word in words), np.int64, len(words))
    return merged


def _merge_rows(parts: Sequence[_Part], size: int) -> Arrays:
    """What is kept of each article, and the words with harakat."""
    rows: Arrays = {}
    for name in (*NUMBERS, *(f"{field}.length" for field in FIELDS)):
        rows[name] = joined((part.live_rows(name) for part in parts), parts[0].array(name).dtype)
    for name in COLUMNS:
        rows |= store_column(
            name, join_columns([_live_column(part, name) for part in parts], [0] * len(parts))
        )
    for field in FIELDS:
        pairs = (pair for part in parts for pair in _live_pointed(part, field))
        rows |= pack_pointed(field, pairs)
    return rows


def _live_column(part: _Part, name: str) -> Column:
    column = part.segment.column(name)
    live = part.live[column.docs]
    used, codes = np.unique(column.codes[live], return_inverse=True)
    docs = part.new_docs[column.docs[live]].astype(np.int32)
    return Column([column.values[code] for code in used], docs, codes.astype(np.int32))


def _live_pointed(part: _Part, field: str) -> Iterator[tuple[str, int]]:
    words = part.segment.pointed_spellings[field].texts()
    docs = part.array(f"{field}.pointed.docs")
    for word, doc in zip(
        run_numbers(part.array(f"{field}.pointed.first")).tolist(), docs.tolist(), strict=True
    ):
        if part.live[doc]:
            yield words[word], int(part.new_docs[doc])


def _merge_layers(parts: Sequence[_Part], word_count: int) -> Arrays:
    """The layers of the merged words, taken over from the parts."""
    arrays: Arrays = {}
    for layer in WIDER:
        several = [part.segment.layers[layer] for part in parts]
        texts = [one.terms.texts() for one in several]
        terms = sorted(set().union(*texts))
        numbers = {term: number for number, term in enumerate(terms)}
        term_of_word = np.zeros(word_count, np.uint32)
        for part, one, own_terms in zip(parts, several, texts, strict=True):
            new_terms = np.fromiter((numbers[term] for term in own_terms), np.uint32, len(own_terms))
            kept = part.new_words >= 0
            term_of_word[part.new_words[kept]] = new_terms[one.term_of_word()[kept]]
        used, dense = np.unique(term_of_word, return_inverse=True)
        arrays |= pack_layer(layer, [terms[number] for number in used], dense.astype(np.uint32))
    return arrays
