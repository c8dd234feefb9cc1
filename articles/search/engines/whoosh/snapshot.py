"""All segments of one commit as one row of articles, numbered from 0."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, partial
from itertools import accumulate, count, groupby
from operator import itemgetter

import numpy as np

from articles.search.engines.whoosh.arrays import Array, joined, run_indices
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.columns import Column, join_columns
from articles.search.engines.whoosh.postings import Occurrences
from articles.search.engines.whoosh.segment import OpenSegment
from articles.search.placing import PLACE_BITS
from articles.search.ranking import K1, LENGTHS, B, Field
from articles.search.types import Layer

POSITION_BITS = PLACE_BITS  # how ranking wants them
_FEW = 8  # times as many occurrences as articles: then articles are looked up among them
_keys = count()


class Snapshot:
    """Reads see one snapshot from beginning to end, whatever is committed meanwhile."""

    def __init__(
        self, segments: Sequence[OpenSegment], deleted: Sequence[Collection[int]], cache: ByteCache
    ) -> None:
        self.segments = segments
        self.bases = [0, *accumulate(map(len, segments))]
        self.size = self.bases.pop()
        self.live = np.ones(self.size, bool)
        for base, rows in zip(self.bases, deleted, strict=True):
            self.live[[base + row for row in rows]] = False
        self.key = next(_keys)  # tells the snapshots of a process apart in its caches
        self._cache = cache

    def _joined(self, name: str) -> Array:
        arrays = [segment.arrays[name] for segment in self.segments]
        return arrays[0] if len(arrays) == 1 else np.concatenate(arrays or [np.empty(0, np.int64)])

    @cached_property
    def ids(self) -> Array:
        return self._joined("id")

    @cached_property
    def dates(self) -> Array:
        return self._joined("date")

    @cached_property
    def stories(self) -> Array:
        return self._joined("story")

    @cached_property
    def _by_id(self) -> Array:
        return np.argsort(self.ids, kind="stable")

    @cached_property
    def recency(self) -> Array:
        """The rank of each article by id: larger is newer."""
        ranks = np.empty(self.size, np.int64)
        ranks[self._by_id] = np.arange(self.size)
        return ranks

    def rank_of_id(self, id: int, *, last: bool = False) -> int:
        """The rank of the id, whether or not it is there; of its deleted versions the first or the last."""
        place = np.searchsorted(self.ids, id, side="right" if last else "left", sorter=self._by_id)
        return int(place) - last

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {}

    def column(self, name: str) -> Column:
        """A column, or a time facet (year, month, day), over all segments."""
        if name not in self._columns:
            several = [segment.column(name) for segment in self.segments]
            self._columns[name] = join_columns(several, self.bases)
        return self._columns[name]

    # ---- words ----

    def occurrences(self, layer: Layer, term: str, field: Field, *, keep: bool = True) -> Occurrences:
        """Where the term stands in the field: articles of the snapshot, positions of the whole field.

        ``keep`` remembers it, by segment: for what is asked again whenever articles are ranked anew.
        """
        parts = []
        for segment, base, tokens in zip(self.segments, self.bases, self._token_bases[field], strict=True):
            find = partial(self._of_segment, segment, layer, term, field)
            found = self._cache.get((segment.name, layer, term, field), find, _bytes) if keep else find()
            if base:
                starts = found.starts.astype(np.int64) + tokens
                found = Occurrences(found.docs + base, found.counts, starts)
            if len(found.docs):
                parts.append(found)
        if len(parts) == 1:
            return parts[0]
        return Occurrences(
            joined((part.docs for part in parts), np.int32),
            joined((part.counts for part in parts), np.int64),
            joined((part.starts for part in parts), np.int64),
        )

    def docs_with(self, layer: Layer, terms: Sequence[str], field: Field) -> Array:
        """The articles that have any of many terms in the field, sorted."""
        mask = np.zeros(self.size, bool)
        for segment, base in zip(self.segments, self.bases, strict=True):
            words = joined((segment.words_of(layer, term) for term in terms), np.uint32)
            mask[segment.postings[field].docs_of(words).astype(np.int64) + base] = True
        return np.flatnonzero(mask).astype(np.int32)

    def _of_segment(self, segment: OpenSegment, layer: Layer, term: str, field: Field) -> Occurrences:
        return segment.postings[field].of(self._words_of(segment, layer, term))

    def _words_of(self, segment: OpenSegment, layer: Layer, term: str) -> Array:
        find = partial(segment.words_of, layer, term)
        return self._cache.get((segment.name, layer, term), find, lambda words: words.nbytes)

    @cached_property
    def _token_bases(self) -> dict[str, list[int]]:
        """Where each segment's positions begin among all positions of a field."""
        return {
            field: [0, *accumulate(segment.postings[field].token_count for segment in self.segments)][:-1]
            for field in ("title", "body")
        }

    def places(self, found: Occurrences, docs: Array, field: Field) -> Array:
        """The places of the occurrences in the articles ``docs``, as sorted numbers: the number of the
        article in ``docs`` above ``POSITION_BITS``, the position of the word below."""
        if not len(found.docs):
            return np.empty(0, np.int64)
        wanted, slot = self._in(docs, found.docs)
        counts = found.counts[wanted].astype(np.int64)
        keys = np.repeat(slot << POSITION_BITS, counts)
        keys += self._positions(run_indices(found.starts[wanted], counts), field)
        keys.sort()
        return keys

    def _in(self, docs: Array, sorted_docs: Array) -> tuple[Array, Array]:
        """Which of the sorted articles are among ``docs``, and the number in ``docs`` of each."""
        if len(docs) * _FEW < len(sorted_docs):
            begin = np.searchsorted(sorted_docs, docs)
            lengths = np.searchsorted(sorted_docs, docs, side="right") - begin
            return run_indices(begin, lengths), np.repeat(np.arange(len(docs)), lengths)
        slots = np.full(self.size, -1)
        slots[docs] = np.arange(len(docs))
        wanted = np.flatnonzero(slots[sorted_docs] >= 0)
        return wanted, slots[sorted_docs[wanted]]

    def _positions(self, tokens: Array, field: Field) -> Array:
        """The positions with these numbers among those of all segments."""
        if len(self.segments) == 1:
            return self.segments[0].postings[field].positions[tokens]
        positions = np.empty(len(tokens), np.int64)
        bases = self._token_bases[field]
        for segment, base in zip(self.segments, bases, strict=True):
            stored = segment.postings[field].positions
            here = (tokens >= base) & (tokens < base + len(stored))
            positions[here] = stored[tokens[here] - base]
        return positions

    def word_counts(self) -> Iterator[tuple[str, int]]:
        """Every word, in order, with the number of articles that have it."""
        sorted_counts = heapq.merge(*(segment.word_counts() for segment in self.segments))
        for word, same in groupby(sorted_counts, key=itemgetter(0)):
            yield word, sum(count for _, count in same)

    # ---- what ranking needs ----

    @cached_property
    def norms(self) -> dict[str, Array]:
        """For each field, what BM25 adds to a term's count in each article: k1·(1 - b + b·length/average)."""
        norms = {}
        for field in ("title", "body"):
            tokens = sum(segment.postings[field].token_count for segment in self.segments)
            average = max(tokens / max(self.size, 1), 1e-9)
            norms[field] = (K1 * (1 - B + B * LENGTHS / average))[self._joined(f"{field}.length")]
        return norms


def _bytes(found: Occurrences) -> int:
    return sum(part.nbytes for part in found)
