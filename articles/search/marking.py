"""Which words of a text are hits of a query, told quickly.

A text is looked at in chunks between blanks. What words a chunk has is remembered for all queries, and
whether it has a hit for each query, so that a page of results costs little more than a look-up a chunk.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from articles.arabic.analyzer import Analyzer, Layers
from articles.search import patterns
from articles.search.pointed import agrees, spelled
from articles.search.ranking import scoring_words
from articles.search.tree import leaves
from articles.search.types import Fuzzy, Node, Pattern, Word

Reading = tuple[int, int, Layers]  # a word of a chunk: start, end, layers
Mark = tuple[int, int, int]  # a hit in a text: start, end, the number of what was looked for

_NO_MARKS: Sequence[Mark] = ()
_CHUNK = re.compile(r"\S+")
_READ = 32_768  # chunks whose words are remembered, about 15 MB
_SEEN = 20_000  # chunks a query remembers before it starts anew


class Marker:
    """Finds the hits of one query; ``wanted`` is the number of different things it looks for."""

    def __init__(self, node: Node, analyzer: Analyzer) -> None:
        self._read = _reader(analyzer)
        words = scoring_words(node)
        self._terms = _by_layer(words)
        loose = (leaf for leaf in leaves(node) if isinstance(leaf, Pattern | Fuzzy))
        self._loose = list(enumerate(loose, len(words)))
        self.wanted = len(words) + len(self._loose)
        self._seen: dict[str, Sequence[Mark]] = {}

    def marks(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Mark]:
        """The hits in a part of the text, in order."""
        seen = self._seen.get
        for match in _CHUNK.finditer(text, start, len(text) if end is None else end):
            chunk = match[0]
            found = seen(chunk)
            if found is None:
                found = self._look(chunk)
            if found:
                place = match.start()
                for first, last, number in found:
                    yield place + first, place + last, number

    def _look(self, chunk: str) -> Sequence[Mark]:
        if len(self._seen) > _SEEN:
            self._seen.clear()
        found: Sequence[Mark] = _NO_MARKS
        for start, end, layers in self._read(chunk):
            number = self._number(layers, chunk, start, end)
            if number is not None:
                found = [*found, (start, end, number)]
        self._seen[chunk] = found
        return found

    def _number(self, layers: Layers, chunk: str, start: int, end: int) -> int | None:
        """Of what was looked for the number of the first that this word is."""
        for layer, wanted in self._terms:
            if layers[layer] in wanted:
                for number, typed in wanted[layers[layer]]:
                    if not typed or agrees(typed, spelled(chunk[start:end])):
                        return number
        for number, leaf in self._loose:
            if patterns.fitting(leaf, (layers.folded,)):
                return number
        return None


def _by_layer(words: Sequence[Word]) -> list[tuple[int, dict[str, list[tuple[int, str]]]]]:
    """For each layer in use (its place among the layers) the terms, each with the numbers of its words and
    the harakat that were typed."""
    layers: dict[int, dict[str, list[tuple[int, str]]]] = {}
    for number, word in enumerate(words):
        terms = layers.setdefault(Layers._fields.index(word.forms[-1].layer), {})
        for term in word.forms[-1].terms:
            terms.setdefault(term, []).append((number, word.pointed))
    return list(layers.items())


@lru_cache(maxsize=64)
def marker(node: Node, analyzer: Analyzer) -> Marker:
    """The marker of a query, the same one for all articles of a page."""
    return Marker(node, analyzer)


@lru_cache(maxsize=2)
def _reader(analyzer: Analyzer) -> Callable[[str], tuple[Reading, ...]]:
    layers = analyzer.layers

    def read(chunk: str) -> tuple[Reading, ...]:
        return tuple([(start, end, layers(surface)) for start, end, surface in analyzer.spans(chunk)])

    return lru_cache(maxsize=_READ)(read)
