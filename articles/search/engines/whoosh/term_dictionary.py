"""The distinct words of a segment and, for each layer, which words share a folded form, stem, lemma or root.

Only surface words are indexed; a query's stem becomes the union of its words' postings. Term counts and
document counts, and so BM25, come out as those of a field of stems.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.whoosh.array_file import Array, Arrays, distinct, run_numbers
from articles.search.types import Layer

WIDER: tuple[Layer, ...] = ("folded", "stem", "lemma", "root")


class Strings:
    """Sorted strings without newlines, as one run of UTF-8 and the offsets into it."""

    def __init__(self, text: Array, offsets: Array) -> None:
        self._text = text.data
        self._offsets = offsets.data

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._text[self._offsets[number] : self._offsets[number + 1] - 1])

    def find(self, text: str) -> int:
        """The number of the string, -1 when it is not there."""
        key = text.encode()
        number = bisect_left(self, key)
        return number if number < len(self) and self[number] == key else -1

    def beginning(self, prefix: str) -> tuple[int, int]:
        """The range of the strings that begin with ``prefix``; UTF-8 keeps the order of letters."""
        key = prefix.encode()
        return bisect_left(self, key), bisect_left(self, key + b"\xff")

    def containing(self, text: str) -> Array:
        """The numbers of the strings that have ``text`` in them. Decoding all takes five times as long."""
        found = [match.start() for match in re.finditer(re.escape(text.encode()), self._text)]
        return distinct(np.searchsorted(self._offsets, found, side="right") - 1)

    def texts(self, first: int = 0, last: int | None = None) -> list[str]:
        """The strings of a range."""
        last = len(self) if last is None else last
        if first >= last:
            return []
        run = bytes(self._text[self._offsets[first] : self._offsets[last] - 1])
        return run.decode().split("\n")


def pack_strings(name: str, strings: Sequence[str]) -> Arrays:
    """The arrays of :class:`Strings`; ``strings`` are sorted."""
    encoded = [text.encode() for text in strings]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(text) + 1 for text in encoded], out=offsets[1:])
    text = b"".join(text + b"\n" for text in encoded)
    size = np.uint32 if len(text) < 2**32 else np.uint64
    return {f"{name}.text": np.frombuffer(text, np.uint8), f"{name}.offsets": offsets.astype(size)}


def strings(name: str, arrays: Arrays) -> Strings:
    return Strings(arrays[f"{name}.text"], arrays[f"{name}.offsets"])


class LayerIndex:
    """One layer: its distinct terms and the words of each."""

    def __init__(self, name: str, arrays: Arrays) -> None:
        self.terms = strings(name, arrays)
        self._starts = arrays[f"{name}.starts"]
        self._words = arrays[f"{name}.words"]

    def words(self, term: str) -> Array:
        """The numbers of the words whose form in this layer is ``term``."""
        number = self.terms.find(term)
        return self.words_of(number) if number >= 0 else self._words[:0]

    def term_of_word(self) -> Array:
        """For each word, the number of its term."""
        numbers = np.empty(len(self._words), np.uint32)
        numbers[self._words] = run_numbers(self._starts)
        return numbers

    def words_of(self, number: int) -> Array:
        return self._words[self._starts[number] : self._starts[number + 1]]


def pack_layers(words: Iterable[str], analyzer: Analyzer) -> Arrays:
    """The arrays of the wider layers of a segment's sorted words."""
    layers = [analyzer.layers(word) for word in words]
    arrays: Arrays = {}
    for layer in WIDER:
        forms = [getattr(reading, layer) for reading in layers]
        terms = sorted(set(forms))
        numbers = {term: number for number, term in enumerate(terms)}
        term_of_word = np.fromiter((numbers[form] for form in forms), np.uint32, len(forms))
        arrays |= pack_layer(layer, terms, term_of_word)
    return arrays


def pack_layer(name: str, terms: Sequence[str], term_of_word: Array) -> Arrays:
    """The arrays of one layer: ``term_of_word`` has the number, in the sorted ``terms``, of each word's."""
    starts = np.zeros(len(terms) + 1, np.uint32)
    np.cumsum(np.bincount(term_of_word, minlength=len(terms)), out=starts[1:])
    words = np.argsort(term_of_word, kind="stable").astype(np.uint32)
    return pack_strings(name, terms) | {f"{name}.starts": starts, f"{name}.words": words}


def articles_of_folded(arrays: Arrays, articles: Array) -> Array:
    """For each folded word the articles of its words, summed."""
    words, starts = arrays["folded.words"], arrays["folded.starts"]
    counts = np.bincount(run_numbers(starts), articles[words], len(starts) - 1)
    return counts.astype(np.uint32)
