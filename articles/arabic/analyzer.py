"""The one analyzer: a text becomes tokens, each with its layers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from articles.arabic import tokens
from articles.arabic.fold import fold
from articles.arabic.letters import ARTICLE
from articles.arabic.lexicon import Lexicon, read_forms, read_words
from articles.arabic.stem import Stemmer
from articles.arabic.stopwords import FOLDED_STOPWORDS

_CACHED_WORDS = 65_536


class Layers(NamedTuple):
    """One word from the narrowest reading to the widest."""

    surface: str
    folded: str
    stem: str
    root: str


class Token(NamedTuple):
    """A word of a text; ``start`` and ``end`` (exclusive) are offsets into the original text."""

    start: int
    end: int
    surface: str
    folded: str
    stem: str
    root: str


class Analyzer:
    """Turns text into words and words into layers.

    Context-free: the layers of a word are a function of its surface, equal folded words have equal
    stems, and equal stems equal roots. Safe for threads.
    """

    def __init__(self, vocabulary: Mapping[str, int] | None = None) -> None:
        """``vocabulary``: the archive's frozen vocabulary (surface word → number of articles)."""
        kept = read_words("names.txt") | read_words("protected.txt")
        bare = {word.removeprefix(ARTICLE) for word in kept if len(word) > 4}
        self._stemmer = Stemmer(Lexicon(vocabulary), kept | bare | FOLDED_STOPWORDS, read_forms("forms.txt"))
        self.layers = lru_cache(maxsize=_CACHED_WORDS)(self._layers)

    def analyze(self, text: str) -> list[Token]:
        """The tokens of a text, in order."""
        layers = self.layers
        return [Token(start, end, *layers(surface)) for start, end, surface in tokens.spans(text)]

    def words(self, text: str) -> list[str]:
        """The surface words alone, in order: all that an index of surfaces needs."""
        return tokens.words(text)

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Each word: start, end (exclusive) in the original text, and its surface."""
        return tokens.spans(text)

    def _layers(self, surface: str) -> Layers:
        """The layers of a surface word."""
        folded = fold(surface)
        stem = self._stemmer.stem(folded)
        return Layers(surface, folded, stem, stem)

    def fingerprint(self) -> str:
        """Changes when any probe word comes out differently: the index must then be rebuilt."""
        lines = ("\t".join(self._layers(word)) for word in PROBES)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


PROBES = ("القوات", "وللقوات")
