"""Which words of a text are hits of a query, found quickly.

A text is looked at in chunks between blanks, each different one once. What terms a chunk has is remembered
for all queries, so that most chunks of a page of results cost one look-up and one comparison of sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from articles.arabic.analysis.analyzer import Analyzer, Layers
from articles.search.highlight.phrases import Candidate, Mark, Phrases
from articles.search.query.visitors import deciding, leaves
from articles.search.ranking.bm25 import scoring_words
from articles.search.terms import wildcards
from articles.search.terms.vocalised import matches_diacritics, spelled
from articles.search.types import Form, Fuzzy, Node, Pattern, Word

_BLANK = re.compile(r"\s")
_BLOCK = 800  # characters that are looked at together
_REMEMBERED = 32_768  # chunks of which each layer's terms are remembered, about 10 MB


class HitMatcher:
    """Finds the hits of one query; ``wanted`` is the number of different things it looks for."""

    def __init__(self, node: Node, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        words = scoring_words(node)
        self._phrases = Phrases(node, words, analyzer)
        self._terms = _by_layer(words)
        self._readers = [(_reader(analyzer, layer), frozenset(terms)) for layer, terms in self._terms]
        loose = (leaf for leaf in leaves(node) if isinstance(leaf, Pattern | Fuzzy))
        self._loose = list(enumerate(loose, len(words)))
        self.wanted = len(words) + len(self._loose)

    def marks(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Mark]:
        """The hits in a part of the text, in order; read as far as they are asked for."""
        end = len(text) if end is None else end
        place = start
        for mark in self._phrases.marks(text, self._candidates(text, start, end)):
            if mark[0] >= place:  # a ligature is several words in one place
                yield mark
                place = mark[1]

    def _candidates(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        while start < end:
            blank = _BLANK.search(text, start + _BLOCK, end)
            cut = blank.start() if blank else end
            yield from sorted(self._candidates_of_block(text[start:cut], start))
            start = cut

    def _candidates_of_block(self, block: str, offset: int) -> Iterator[Candidate]:
        for chunk in self._promising(set(block.split())):
            for start, end, surface in self._analyzer.spans(chunk):
                if numbers := self._numbers(self._analyzer.layers(surface), chunk[start:end]):
                    for place in _places(chunk, block):
                        yield offset + place + start, offset + place + end, numbers

    def _promising(self, chunks: set[str]) -> set[str]:
        """The chunks that may have a hit."""
        if self._loose:
            return chunks
        return {
            chunk
            for terms_of, wanted in self._readers
            for chunk in chunks
            if not wanted.isdisjoint(terms_of(chunk))
        }

    def _numbers(self, layers: Layers, written: str) -> tuple[int, ...]:
        """Of what was looked for the numbers of all that this word is."""
        found = {
            number
            for layer, wanted in self._terms
            for number, typed in wanted.get(layers[layer], ())
            if not typed or matches_diacritics(typed, spelled(written))
        }
        found |= {n for n, leaf in self._loose if wildcards.fitting(leaf, (layers.folded,))}
        return tuple(sorted(found))


def _places(chunk: str, text: str) -> Iterator[int]:
    """Where the chunk stands in the text between blanks."""
    place = text.find(chunk)
    while place >= 0:
        end = place + len(chunk)
        if (not place or text[place - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield place
        place = text.find(chunk, end)


def _by_layer(words: Sequence[Word]) -> list[tuple[int, dict[str, list[tuple[int, str]]]]]:
    """For each layer in use (its place among the layers) the terms, each with the numbers of its words and
    the harakat that were typed."""
    layers: dict[int, dict[str, list[tuple[int, str]]]] = {}
    for number, word in enumerate(words):
        for form in _marked(word):
            terms = layers.setdefault(Layers._fields.index(form.layer), {})
            for term in form.terms:
                terms.setdefault(term, []).append((number, word.vocalised))
    return list(layers.items())


def _marked(word: Word) -> tuple[Form, ...]:
    """Of the forms that decide the two widest; equal folded letters are more than equal surfaces."""
    return tuple(form for form in deciding(word) if form is word.forms[-1] or form.layer == "folded")


@lru_cache(maxsize=64)
def hit_matcher(node: Node, analyzer: Analyzer) -> HitMatcher:
    """The marker of a query, the same one for all articles of a page."""
    return HitMatcher(node, analyzer)


@lru_cache(maxsize=8)
def _reader(analyzer: Analyzer, layer: int) -> Callable[[str], tuple[str, ...]]:
    """The terms of a chunk in one layer."""
    layers = analyzer.layers

    def terms_of(chunk: str) -> tuple[str, ...]:
        return tuple([layers(surface)[layer] for _, _, surface in analyzer.spans(chunk)])

    return lru_cache(maxsize=_REMEMBERED)(terms_of)
