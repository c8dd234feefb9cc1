"""Where words stand in the articles of a snapshot: phrases, proximity, and what rescores the best ones.

Positions are sorted numbers: that of the article in its segment, shifted left by ``POSITION_BITS``, plus the
position of the word in its field, plus ``BODY`` when that is the body.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial, reduce
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from articles.search.engines.whoosh.array_file import Array, among, distinct, joined, run_indices
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.segment_reader import SegmentReader
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.ranking.positions import near
from articles.search.ranking.proximity import BODY, POSITION_BITS
from articles.search.types import Form, Phrase, Word

MAX_CACHED = 2**17  # occurrences in a segment, 1 MB: commoner words are looked up in the articles at hand


class _CachedPositions(NamedTuple):
    """What is remembered of a form in a segment."""

    words: Array  # their numbers
    occurrences: int
    positions: Array | None  # unless they are too many


class PhraseMatcher:
    def __init__(self, snapshot: IndexSnapshot, cache: ByteCache) -> None:
        self._snapshot = snapshot
        self._cache = cache

    # ---- phrases ----

    def phrase(self, phrase: Phrase) -> Array:
        """The articles where the phrase stands in the title or in the body, sorted."""
        find = self._near if phrase.slop else self._in_order
        segments = zip(self._snapshot.segments, self._snapshot.bases, strict=True)
        return joined((find(segment, phrase) + base for segment, base in segments), np.int32)

    def _in_order(self, segment: SegmentReader, phrase: Phrase) -> Array:
        (step, word), *others = self._rarest_first(segment, phrase)
        found = self._positions_in(segment, word)
        for other_step, other in others:
            positions = self._positions_in(segment, other, found >> POSITION_BITS)
            found = found[among(found + (other_step - step), positions)]
        return distinct(found >> POSITION_BITS)

    def _near(self, segment: SegmentReader, phrase: Phrase) -> Array:
        (_, word), *others = self._rarest_first(segment, phrase)
        positions = [self._positions_in(segment, word)]
        for _, other in others:
            docs = distinct(positions[-1] >> POSITION_BITS)
            positions.append(_between(self._positions_in(segment, other, docs), _bounds(docs))[0])
        return distinct(_near(positions, phrase.slop) >> 1)

    def _rarest_first(self, segment: SegmentReader, phrase: Phrase) -> list[tuple[int, Word]]:
        """The words with their numbers in the phrase."""

        def occurrences(numbered: tuple[int, Word]) -> int:
            return self._cached(segment, numbered[1].forms[-1]).occurrences

        return sorted(enumerate(phrase.words), key=occurrences)

    # ---- ranking ----

    def positions_of(self, words: Sequence[Word], docs: Array) -> Array:
        """Where the words stand in the articles ``docs``, sorted: see ``proximity.PositionIndex``."""
        parts = []
        own = list(self._by_segment(docs))
        for number, word in enumerate(words):
            for segment, some, bounds, shifts in own:
                positions, lengths = _between(self._positions_in(segment, word, some), bounds)
                parts.append(positions + (shifts + (number * len(docs) << POSITION_BITS)).repeat(lengths))
        return joined(parts, np.int64)

    def _by_segment(self, docs: Array) -> Iterator[tuple[SegmentReader, Array, Array, Array]]:
        """Segments that have some of ``docs``; the numbers of these in the segment, the bounds of their
        positions, and what leads from such a position to that of the article's number in ``docs``."""
        begins = docs.searchsorted(np.array([*self._snapshot.bases, self._snapshot.size])).tolist()
        segments = zip(self._snapshot.segments, self._snapshot.bases, pairwise(begins), strict=True)
        for segment, base, (begin, end) in segments:
            if begin < end:
                some = docs[begin:end] - base
                yield segment, some, _bounds(some), (np.arange(begin, end) - some) << POSITION_BITS

    # ---- positions ----

    def _positions_in(self, segment: SegmentReader, word: Word, docs: Array | None = None) -> Array:
        """Where the word's last form stands: at least in the articles ``docs``, when given."""
        cached = self._cached(segment, word.forms[-1])
        positions = segment.positions(cached.words, docs) if cached.positions is None else cached.positions
        return positions[(positions & BODY) == 0] if word.scope == "title" else positions

    def _cached(self, segment: SegmentReader, form: Form) -> _CachedPositions:
        return self._cache.get((segment.name, form), partial(self._load, segment, form), _bytes)

    def _load(self, segment: SegmentReader, form: Form) -> _CachedPositions:
        words = joined((self._snapshot.words_of(segment, form.layer, term) for term in form.terms), np.uint32)
        count = segment.occurrences(words)
        return _CachedPositions(words, count, segment.positions(words) if count <= MAX_CACHED else None)


def _bytes(cached: _CachedPositions) -> int:
    return cached.words.nbytes + (0 if cached.positions is None else cached.positions.nbytes)


def _bounds(docs: Array) -> Array:
    """Where the positions of the articles begin, and where they end."""
    return np.array((docs, docs + 1)) << POSITION_BITS


def _between(positions: Array, bounds: Array) -> tuple[Array, Array]:
    """The positions within the bounds of some articles, and how many each article has."""
    begin, end = positions.searchsorted(bounds)
    lengths = end - begin
    return positions[run_indices(begin, lengths)], lengths


def _near(positions: Sequence[Array], slop: int) -> Array:
    """The texts (twice the article's number, plus 1 for its body) in which positions of all words stand close
    together."""
    reach = len(positions) - 1 + slop
    close = (_close(positions[0], other, reach) for other in positions[1:])
    texts = reduce(np.intersect1d, close, distinct(positions[0] >> POSITION_BITS - 1))
    if len(positions) <= 2:
        return texts
    found = [text for text in texts.tolist() if near([_in_text(keys, text) for keys in positions], slop)]
    return np.array(found, np.int64)


def _close(one: Array, other: Array, reach: int) -> Array:
    """The texts in which two words have different positions at most ``reach`` apart."""
    texts = []
    for left, right in ((one, other), (other, one)):
        following = np.searchsorted(right, left, side="right")
        left = left[following < len(right)]
        near = right[following[following < len(right)]] - left <= reach
        texts.append(left[near] >> POSITION_BITS - 1)
    return distinct(*texts)


def _in_text(positions: Array, text: int) -> set[int]:
    begin, end = np.searchsorted(positions, (text << POSITION_BITS - 1, (text + 1) << POSITION_BITS - 1))
    return set(positions[begin:end].tolist())
