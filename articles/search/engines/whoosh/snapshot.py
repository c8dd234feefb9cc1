"""All segments of one commit as one row of articles, numbered from 0."""

from __future__ import annotations

import heapq
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from functools import cached_property, partial
from itertools import accumulate, count, groupby
from operator import itemgetter

import numpy as np

from articles.search.engines.whoosh.array_file import Array, joined
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.columns import Column, join_columns
from articles.search.engines.whoosh.live_counts import LiveCounts, live_counts
from articles.search.engines.whoosh.segment_reader import SegmentReader
from articles.search.engines.whoosh.segment_writer import FIELDS
from articles.search.errors import EngineMisconfigured
from articles.search.ranking.bm25 import K1, LENGTHS, B, Field
from articles.search.types import Form, Layer

DOC_BITS = 27  # of an article's number in a snapshot
_keys = count()


class IndexSnapshot:
    """Reads see one snapshot from beginning to end, whatever is committed meanwhile."""

    def __init__(
        self,
        segments: Sequence[SegmentReader],
        deleted: Sequence[Collection[int]],
        cache: ByteCache,
        hidden: tuple[str, ...] = (),
    ) -> None:
        """``deleted`` has the numbers of each segment's articles that are gone, or of a ``hidden`` source."""
        self.segments = segments
        self.bases = [0, *accumulate(map(len, segments))]
        self.size = self.bases.pop()
        if self.size >= 2**DOC_BITS:
            raise EngineMisconfigured(
                f"Whoosh holds {2**DOC_BITS:,} articles at the most: run manage.py switch_engine tantivy."
            )
        self.live = np.ones(self.size, bool)
        for base, rows in zip(self.bases, deleted, strict=True):
            self.live[[base + row for row in rows]] = False
        self._deleted = deleted
        self._hidden = hidden
        self.live_size = self.size - sum(map(len, deleted))
        self.key = next(_keys)  # tells the snapshots of a process apart in its caches
        self._cache = cache

    def without(self, sources: tuple[str, ...]) -> IndexSnapshot:
        """The same as if there were no article of these sources: counts and rarities too."""
        gone = [
            {*rows, *np.flatnonzero(segment.column("source").with_any(sources, len(segment))).tolist()}
            for segment, rows in zip(self.segments, self._deleted, strict=True)
        ]
        return IndexSnapshot(self.segments, gone, self._cache, sources)

    def changed(self) -> bool:
        """Whether a segment's file is not what it was when it was opened."""
        return any(segment.changed() for segment in self.segments)

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
    def groups(self) -> Array:
        return self._joined("duplicate_group")

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

    @cached_property
    def counts(self) -> list[LiveCounts]:
        """Of each segment, what its live articles have."""
        return [
            self._cache.get(
                (segment.name, "live", self._hidden, len(rows)),
                partial(live_counts, segment, rows, self._hidden),
                LiveCounts.bytes,
            )
            for segment, rows in zip(self.segments, self._deleted, strict=True)
        ]

    def docs_with(self, layer: Layer, terms: Sequence[str], field: Field) -> Array:
        """The articles that have any of many terms in the field, sorted."""
        mask = np.zeros(self.size, bool)
        for segment, base in zip(self.segments, self.bases, strict=True):
            words = joined((segment.words_of(layer, term) for term in terms), np.uint32)
            mask[segment.postings[field].docs_of(words).astype(np.int64) + base] = True
        return np.flatnonzero(mask).astype(np.int32)

    def words_of(self, segment: SegmentReader, layer: Layer, term: str) -> Array:
        """The numbers of the words that have this term in the layer."""
        find = partial(segment.words_of, layer, term)
        return self._cache.get((segment.name, layer, term), find, lambda words: words.nbytes)

    def word_counts(self) -> Iterator[tuple[str, int]]:
        """Every word, in order, with the number of articles that have it."""
        sorted_counts = heapq.merge(
            *(
                zip(segment.words.texts(), counts.words.tolist(), strict=True)
                for segment, counts in zip(self.segments, self.counts, strict=True)
            )
        )
        for word, same in groupby(sorted_counts, key=itemgetter(0)):
            if total := sum(count for _, count in same):
                yield word, total

    def counts_of(self, layer: Layer, terms: Sequence[str]) -> Counter[str]:
        """The words that have any of these terms in the layer, each with the number of its articles."""
        counts = Counter[str]()
        for segment, live in zip(self.segments, self.counts, strict=True):
            for number in {n for term in terms for n in self.words_of(segment, layer, term).tolist()}:
                counts[segment.words[number].decode()] += int(live.words[number])
        return +counts

    def spellings(self, forms: Iterable[Form]) -> frozenset[str]:
        """The words that any of the forms stands for."""
        pairs = {(form.layer, term) for form in forms for term in form.terms}
        return frozenset().union(*(self._spelled(s, *pair) for s in self.segments for pair in pairs))

    def _spelled(self, segment: SegmentReader, layer: Layer, term: str) -> frozenset[str]:
        """The words that have this term in the layer."""

        def read() -> frozenset[str]:
            numbers = self.words_of(segment, layer, term).tolist()
            return frozenset([segment.words[number].decode() for number in numbers])

        return self._cache.get((segment.name, layer, term, "spelled"), read, _bytes)

    # ---- what ranking needs ----

    @cached_property
    def norms(self) -> Array:
        """What BM25 adds to a term's count: k1·(1 - b + b·length/average), for the titles of all articles,
        then for their bodies."""
        norms = []
        for field in FIELDS:
            tokens = sum(counts.tokens[field] for counts in self.counts)
            average = max(tokens / max(self.live_size, 1), 1e-9)
            norms.append((K1 * (1 - B + B * LENGTHS / average))[self._joined(f"{field}.length")])
        return np.concatenate(norms)


def _bytes(words: Set[str]) -> int:
    return sum(map(sys.getsizeof, words)) + sys.getsizeof(words)
