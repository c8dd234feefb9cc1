"""Evidence: how common words are, from the shipped list and the archive's own vocabulary.

The shipped list is derived from the data of wordfreq 3.1.1 (Robyn Speer and others, CC BY-SA 4.0); see
``data/README.md``.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files

from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import normalize

DATA = files("articles.arabic") / "data"

# An archive's counts weigh as much as the shipped list once it holds as many word forms; a small archive
# must not turn its few words into common ones.
_PRIOR = 10_000_000
# Words of fewer articles are mostly slips, and half of a vocabulary.
_MIN = 3

# Of a word that ends in ه: the part written ه, not ة, from which it is taken for a pronoun.
_PRONOUN = 0.15

_HAS_ARTICLE = re.compile("ال...+")

# Letters that folding hides and that tell words apart, by their place in the word.
_ALEFS = dict.fromkeys("أإآ", "أ")
_SPELT = {0: _ALEFS, 1: _ALEFS, -1: {"ء": "ء", "ه": "ه", "ى": "ى"}}
_PLACES = tuple(_SPELT)


class Lexicon:
    """Counts of folded words (occurrences in a thousand million), and how they are spelt."""

    def __init__(self, vocabulary: Mapping[str, int] | None = None) -> None:
        """``vocabulary``: surface word → number of articles that have it, frozen at the last rebuild."""
        self.counts: dict[str, float] = {}  # folded word → occurrences; count() says 0.0 for the others
        self._spelt: dict[tuple[str, int, str], float] = {}
        for surface, count in _merged(vocabulary or {}).items():
            word = normalize(surface)
            self.counts[word] = self.counts.get(word, 0.0) + count
            for place in _PLACES:
                if letter := _SPELT[place].get(surface[place : place + 1 or None]):
                    key = (word, place, letter)
                    self._spelt[key] = self._spelt.get(key, 0.0) + count

    def count(self, word: str) -> float:
        """Occurrences of a folded word, 0.0 when it is unknown."""
        return self.counts.get(word, 0.0)

    def noun(self, word: str) -> float:
        """Occurrences of a folded word with and without the article."""
        return self.counts.get(word, 0.0) + self.counts.get(ARTICLE + word, 0.0)

    def spelt(self, word: str, place: int, letter: str) -> float:
        """The part of a folded word's occurrences that write ``letter`` at ``place``.

        Kept for the first and second place (``أ`` stands for any hamza on alef) and the last (-1: ``ء``,
        ``ه``, ``ى``); 0.0 for an unknown word.
        """
        return self._spelt.get((word, place, letter), 0.0) / self.counts.get(word, 1.0)

    def has_pronoun(self, word: str) -> bool:
        """Whether the ه at the end of a folded word, not written ة in the text, is a pronoun. Many write ه
        for ة, so it is judged by how the word is mostly written."""
        return self.spelt(word, -1, "ه") > _PRONOUN


def _merged(vocabulary: Mapping[str, int]) -> dict[str, float]:
    counts = shipped()
    scale = 1e9 / (sum(vocabulary.values()) + _PRIOR)
    for surface, articles in vocabulary.items():
        if articles >= _MIN:
            counts[surface] = counts.get(surface, 0.0) + articles * scale
    return counts


def shipped() -> dict[str, float]:
    """The shipped list: surface word → occurrences in a thousand million, in steps of a tenth of log10."""
    lines = lzma.decompress((DATA / "frequencies.tsv.xz").read_bytes()).decode().splitlines()
    return {word: 10 ** (9 - int(level) / 10) for word, level in (line.split("\t") for line in lines)}


def read_lines(name: str) -> list[str]:
    """The entries of an editable data file: lines without ``#`` comments and blank ones."""
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [line for line in (line.partition("#")[0].strip() for line in lines) if line]


def read_words(lines: Iterable[str]) -> frozenset[str]:
    """The words of the lines of a data file, folded."""
    return frozenset(normalize(word) for line in lines for word in line.split())


def read_names(lines: Iterable[str]) -> frozenset[str]:
    """The names of the lines of a data file, folded and without ال, so that it comes off a text."""
    words = (word for line in lines for word in line.split())
    return frozenset(normalize(word[2:] if _HAS_ARTICLE.fullmatch(word) else word) for word in words)


def read_forms(lines: Iterable[str]) -> dict[str, str]:
    """The irregular forms of the lines of a data file: folded word → folded stem, itself included."""
    folded = ([normalize(word) for word in line.split()] for line in lines)
    return {word: stem for stem, *words in folded for word in (stem, *words)}
