"""The occurrences of words in one field of a segment's articles.

``first``: for each word, where its postings begin; ``docs``, ``counts``: the article and the number of
occurrences of each posting; ``tokens``: for each word, where its occurrences begin; ``positions``: the place
of each occurrence in the text, counted in words.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from articles.search.engines.whoosh.array_file import Array, Arrays, run_indices, smallest
from articles.search.ranking.proximity import POSITION_BITS

PARTS = ("first", "docs", "counts", "tokens", "positions")


class Postings:
    def __init__(self, field: str, arrays: Arrays) -> None:
        self._first, self._docs, self._counts, self._tokens, self._positions = (
            arrays[f"{field}.{part}"] for part in PARTS
        )

    def of(self, words: Array) -> tuple[Array, Array, Array]:
        """The articles of the words with these numbers, one word after the other; how often each has the
        word; and how many articles each word has."""
        chosen, lengths = self._chosen(words)
        return self._docs[chosen], self._counts[chosen], lengths

    def positions(self, words: Array, mask: Array | None = None) -> Array:
        """Where the words with these numbers stand, in articles of the mask alone when it is given. Unsorted:
        the number of the article, shifted left by ``POSITION_BITS``, plus the position."""
        chosen, lengths = self._chosen(words)
        docs, counts = self._docs[chosen], self._counts[chosen].astype(np.int64)
        if mask is None:
            tokens = run_indices(self._tokens[words], self.occurrences(words))
        else:
            here = mask[docs].nonzero()[0]
            starts = self._starts(words, counts, lengths)[here]
            docs, counts = docs[here], counts[here]
            tokens = run_indices(starts, counts)
        return (docs.astype(np.int64) << POSITION_BITS).repeat(counts) + self._positions[tokens]

    def _starts(self, words: Array, counts: Array, lengths: Array) -> Array:
        """Where the occurrences of each posting of the words begin."""
        ends = np.concatenate(([0], counts.cumsum()))
        before = self._tokens[words] - ends[lengths.cumsum() - lengths]
        starts: Array = ends[:-1] + before.repeat(lengths)
        return starts

    def occurrences(self, words: Array) -> Array:
        """How often each of the words with these numbers stands in all articles."""
        lengths: Array = self._tokens[words + 1].astype(np.int64) - self._tokens[words]
        return lengths

    def _chosen(self, words: Array) -> tuple[Array, Array]:
        """Which postings are those of the words, and how many each word has."""
        begin = self._first[words].astype(np.int64)
        lengths = self._first[words + 1] - begin
        return run_indices(begin, lengths), lengths

    def docs_of(self, words: Array) -> Array:
        """The articles that have any of the words with these numbers, some several times."""
        return self._docs[self._chosen(words)[0]]

    @property
    def token_count(self) -> int:
        return len(self._positions)


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
