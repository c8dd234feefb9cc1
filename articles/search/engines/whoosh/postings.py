"""The occurrences of words in one field of a segment's articles.

``first``: for each word, where its postings begin; ``docs``, ``counts``: the article and the number of
occurrences of each posting; ``tokens``: for each word, where its occurrences begin; ``positions``: the place
of each occurrence in the text, counted in words.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from articles.search.engines.whoosh.arrays import Array, Arrays, run_indices, smallest

PARTS = ("first", "docs", "counts", "tokens", "positions")


class Occurrences(NamedTuple):
    """Postings of one or more words, sorted by article (which stands several times for several words)."""

    docs: Array  # int32
    counts: Array
    starts: Array  # where the posting's positions begin in the field's positions


class Postings:
    def __init__(self, field: str, arrays: Arrays) -> None:
        self._first, self._docs, self._counts, self._tokens, self.positions = (
            arrays[f"{field}.{part}"] for part in PARTS
        )

    def of(self, words: Array) -> Occurrences:
        """The postings of the words with these numbers."""
        if len(words) == 1:
            return self._of_one(int(words[0]))
        numbers = words.astype(np.int64)
        begin = self._first[numbers].astype(np.int64)
        lengths = self._first[numbers + 1] - begin
        chosen = run_indices(begin, lengths)
        counts = self._counts[chosen]
        before = np.cumsum(counts, dtype=np.int64) - counts
        word_begin = np.cumsum(lengths) - lengths
        there = lengths > 0
        offset = self._tokens[numbers[there]] - before[word_begin[there]]
        starts = (before + np.repeat(offset, lengths[there])).astype(self._tokens.dtype)
        docs = self._docs[chosen].astype(np.int32)
        order = np.argsort(docs, kind="stable")
        return Occurrences(docs[order], counts[order], starts[order])

    def docs_of(self, words: Array) -> Array:
        """The articles that have any of the words with these numbers, some several times."""
        begin = self._first[words].astype(np.int64)
        return self._docs[run_indices(begin, self._first[words.astype(np.int64) + 1] - begin)]

    def _of_one(self, word: int) -> Occurrences:
        begin, end = int(self._first[word]), int(self._first[word + 1])
        counts = self._counts[begin:end]
        starts = np.cumsum(counts, dtype=self._tokens.dtype) - counts + self._tokens[word]
        return Occurrences(self._docs[begin:end].astype(np.int32), counts, starts)

    @property
    def token_count(self) -> int:
        return len(self.positions)


def invert(field: str, words: Array, lengths: Array, word_count: int) -> Arrays:
    """The arrays of a field: ``words`` has the word numbers of all texts, ``lengths`` the texts' lengths."""
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    positions = np.arange(len(words)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    order = np.argsort(words, kind="stable")
    words, docs = words[order], docs[order]
    begins = np.flatnonzero(_changes(words, docs))
    counts = np.diff(begins, append=len(words))
    numbers = np.arange(word_count + 1)
    return compact(
        {
            f"{field}.first": np.searchsorted(words[begins], numbers),
            f"{field}.docs": docs[begins],
            f"{field}.counts": counts,
            f"{field}.tokens": np.searchsorted(words, numbers),
            f"{field}.positions": positions[order],
        }
    )


def _changes(words: Array, docs: Array) -> Array:
    """Where a new word or a new article begins."""
    changes = np.ones(len(words), bool)
    changes[1:] = (words[1:] != words[:-1]) | (docs[1:] != docs[:-1])
    return changes


def compact(arrays: Arrays) -> Arrays:
    """The arrays of unsigned numbers, each in the smallest type that holds it."""
    return {name: array.astype(_type(array)) for name, array in arrays.items()}


def _type(array: Array) -> np.dtype[Any]:
    return smallest(int(array.max())) if len(array) else np.dtype(np.uint8)
