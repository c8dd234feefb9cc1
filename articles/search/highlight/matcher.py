"""Which words of a text are hits of a query, found quickly.

Most words of a text are no hits. So it is looked at in blocks, and of a block only the parts in which a hit
may stand. Where an engine tells which words a query stands for, these are found by their letters (see
:mod:`articles.search.highlight.substrings`). Without it, or when they are too many, the different words of a
block are told apart, and each is analysed once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache

from articles.arabic.analysis.analyzer import Analyzer, Layers
from articles.arabic.orthography import tokenizer
from articles.search.highlight.phrases import Candidate, Mark, Phrases
from articles.search.highlight.substrings import Substrings
from articles.search.query.unparse import typed_spelling
from articles.search.ranking.bm25 import scoring_words
from articles.search.terms import wildcards
from articles.search.terms.vocalised import matches_diacritics, spelled
from articles.search.types import And, AtLeast, Form, Fuzzy, Node, Or, Pattern, Word
from articles.search.visitors import deciding, leaves

_BLANK = re.compile(r"\s")
_BLOCK = 800  # characters that are looked at together at first
_LONG = 40  # characters of a part that is not worth to be remembered
_LARGER = 4  # times as many as before, when there is no end yet: what is sought is mostly said at once


class HitMatcher:
    """Finds the hits of one query; ``wanted`` is the number of different things it looks for.

    For the texts of one page, and for one thread: it remembers their words.
    """

    def __init__(self, node: Node, analyzer: Analyzer, spellings: Set[str] | None = None) -> None:
        """``spellings``: all surface words that :func:`marked_forms` of the node stand for, where an engine
        can tell them."""
        self._analyzer = analyzer
        words = scoring_words(node)
        self._phrases = Phrases(node, words, analyzer)
        self._terms = _by_layer(words)
        self._is_vocalised = any(word.vocalised for word in words)
        loose = (leaf for leaf in leaves(node) if isinstance(leaf, Pattern | Fuzzy))
        self._loose = list(enumerate(loose, len(words)))
        self._things = [*_things(node, words), *(-1 - number for number, _ in self._loose)]
        self.wanted = len(set(self._things))
        self._spellings_are_complete = spellings is not None and not self._loose
        self._hits = set(spellings or ())
        self._others: set[str] = set()  # words and raw tokens that are no hits
        self._substrings = Substrings.of(self._hits) if self._spellings_are_complete else None
        self._numbers_of: dict[tuple[str, str], tuple[int, ...]] = {}
        self._parts: dict[str, list[Candidate]] = {}  # the hits of each part, with places within it

    def marks(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Mark]:
        """The hits in a part of the text, in order; read as far as they are asked for."""
        end = len(text) if end is None else end
        place = start
        for mark in self._phrases.marks(text, self._candidates(text, start, end)):
            if mark[0] >= place:  # a ligature is several words in one place
                yield mark
                place = mark[1]

    def different(self, marks: Iterable[Mark]) -> int:
        """How many different things the query looks for are among these hits."""
        return len({self._things[number] for _, _, number in marks})

    def _candidates(self, text: str, start: int, end: int) -> Iterator[Candidate]:
        block = _BLOCK
        while start < end:
            blank = _BLANK.search(text, start + block, end)
            cut = blank.start() if blank else end
            for begin, part in self._parts_of_block(text, start, cut):
                for first, last, numbers in self._candidates_of_part(part):
                    yield begin + first, begin + last, numbers
            start, block = cut, block * _LARGER

    def _parts_of_block(self, text: str, start: int, end: int) -> Iterable[tuple[int, str]]:
        """The parts between blanks that may have a hit, in order."""
        if self._substrings:
            return self._substrings.parts(text, start, end)
        block = text[start:end]
        found = sorted({part for written in self._written(block) for part in _parts_with(written, block)})
        return [(start + begin, part) for begin, part in dict(found).items()]  # of one place the longest

    def _candidates_of_part(self, part: str) -> list[Candidate]:
        found = self._parts.get(part)
        if found is None:
            found = self._parts[part] = list(self._candidates_in(part))
        return found

    def _candidates_in(self, part: str) -> Iterator[Candidate]:
        for (start, end), surface in _words_of(part) if len(part) <= _LONG else tokenizer.offsets(part):
            if surface in self._hits and (numbers := self._numbers(surface, part[start:end])):
                yield start, end, numbers

    # ---- words that are hits, wherever they stand

    def _written(self, block: str) -> set[str]:
        """How the hits of a block are written."""
        words, raw = tokenizer.distinct(block)
        found = self._hits_among(words)
        for token in raw - self._others:
            if self._hits_among(set(tokenizer.clean(token))):
                found.add(token)
            else:
                self._others.add(token)
        return found

    def _hits_among(self, surfaces: set[str]) -> set[str]:
        if not self._spellings_are_complete:
            for surface in surfaces - self._hits - self._others:
                (self._hits if self._is_hit(surface) else self._others).add(surface)
        return surfaces & self._hits

    def _is_hit(self, surface: str) -> bool:
        """Whether the word is a hit, unless harakat were typed that it does not have."""
        layers = self._analyzer.layers(surface)
        return any(layers[layer] in wanted for layer, wanted in self._terms) or bool(self._fitting(layers))

    def _numbers(self, surface: str, written: str) -> tuple[int, ...]:
        """Of what was looked for the numbers of all that this word is."""
        key = (surface, written if self._is_vocalised else "")
        numbers = self._numbers_of.get(key)
        if numbers is None:
            numbers = self._numbers_of[key] = self._looked_up(self._analyzer.layers(surface), written)
        return numbers

    def _looked_up(self, layers: Layers, written: str) -> tuple[int, ...]:
        found = {
            number
            for layer, wanted in self._terms
            for number, typed in wanted.get(layers[layer], ())
            if not typed or matches_diacritics(typed, spelled(written))
        }
        return tuple(sorted(found.union(self._fitting(layers))))

    def _fitting(self, layers: Layers) -> list[int]:
        """The numbers of the patterns and fuzzy terms that the word fits."""
        return [number for number, leaf in self._loose if wildcards.fitting(leaf, (layers.folded,))]


@lru_cache(maxsize=16_384)
def _words_of(part: str) -> tuple[tuple[tuple[int, int], str], ...]:
    """The words of a part: the same ones with harakat stand in article after article."""
    return tuple(tokenizer.offsets(part))


def _parts_with(written: str, block: str) -> Iterator[tuple[int, str]]:
    """The parts of the block between blanks that have these letters, each with its place."""
    place = block.find(written)
    while place >= 0:
        begin = max(block.rfind(" ", 0, place), block.rfind("\n", 0, place)) + 1
        blank = _BLANK.search(block, place)
        end = blank.start() if blank else len(block)
        yield begin, block[begin:end]
        place = block.find(written, end)


def _things(node: Node, words: Sequence[Word]) -> list[int]:
    """For each of the words the number of what it stands for: spellings of one name are one thing."""
    things: dict[Word, int] = {}
    for number, spellings in enumerate(_spellings(node)):
        for word in spellings:
            things.setdefault(word, number)
    return [things[word] for word in words]


def _spellings(node: Node) -> Iterator[tuple[Word, ...]]:
    """The scoring words, those together that are spellings of one name (ميليشيا, "ميلي شيا")."""
    if isinstance(node, Or) and typed_spelling(node):
        yield scoring_words(node)
    elif isinstance(node, And | Or | AtLeast):
        for child in node.nodes:
            yield from _spellings(child)
    else:
        yield from ((word,) for word in scoring_words(node))


def marked_forms(node: Node) -> list[Form]:
    """The forms of the node's words that are marked in a text."""
    return [form for word in scoring_words(node) for form in _marked(word)]


def _marked(word: Word) -> tuple[Form, ...]:
    """Of the forms that decide the two widest; equal folded letters are more than equal surfaces."""
    return tuple(form for form in deciding(word) if form is word.forms[-1] or form.layer == "folded")


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
