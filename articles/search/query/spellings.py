"""The other spellings of the words of a query that stand in the archive.

Names of ``data/families.txt`` first, then foreign names and loan words, whose spellings are made by rule (see
:mod:`articles.arabic.spelling.loanwords`): of these only such as the archive has, and only for words without
an Arabic root. The texts and the index know nothing of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Final

from articles.arabic.analysis.analyzer import Analyzer, Layers
from articles.arabic.morphology.stopwords import FOLDED_STOPWORDS
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.spelling import loanwords
from articles.search.types import Spelling

Count = Callable[[str], int]  # of a folded word: the articles that have it
Beside = Callable[[str, str], int]  # of two folded words: the articles that have them beside each other
Respelled = Callable[[str], Mapping[str, int]]  # of a folded word: see respelled_in_archive

MAX_WORDS: Final = 12  # of one query whose spellings are looked for: some 5 ms each
MAX_SPELLINGS: Final = 6  # of one word, the commonest first
SURE: Final = 6  # letters of a spelling that may have a root by chance
LEADS: Final = ("", ARTICLE, "و", "ب", "ل", "وال", "بال", "لل", "ف", "ك")
# What is cut off a word is no part of a name: clitics and function words before, endings behind.
_NO_PART: Final = FOLDED_STOPWORDS | set(LEADS)
# The endings of a word that it keeps when it is spelt otherwise, and what may stand for each.
_KEPT: Final = {
    "يه": ("يه", "يا"),
    "يين": ("يين", "يون"),
    "يون": ("يين", "يون"),
    "ات": ("ات",),
    "ي": ("ي",),
}
_ENDINGS: Final = frozenset(("ان", "ين", "ون", "ات", "يه", "يا", "ها", "هم", "هن", "كم", "نا", "وا"))


@dataclass
class Spellings:
    """Finds spellings for one query and remembers what was found.

    ``count`` looks a folded word up in the archive; without it only families are known. ``without``:
    folded spellings that the reader has taken out. ``respelled`` may remember what it found. Without
    ``beside`` two words of the archive may be one that was split wherever they stand.
    """

    analyzer: Analyzer
    count: Count | None = None
    without: Set[str] = frozenset()
    respelled: Respelled | None = None
    beside: Beside | None = None
    found: dict[tuple[str, str], Spelling] = field(default_factory=dict)
    _looked: int = 0

    def of_family(self, surface: str) -> list[str]:
        """The other spellings of a word in its family, folded, with its clitics and ending."""
        others = [word for word in self.analyzer.families.variants(surface) if word not in self.without]
        for other in others:
            self._remember(surface, other)
        return others

    def by_rule(self, surface: str) -> list[str]:
        """The other spellings of a foreign word, folded, bare and behind clitics, as the archive has them."""
        layers = self.analyzer.layers(surface)
        bare = self._bare(layers)
        counted: dict[str, int] = {}
        self._looked += bool(self.count and bare)
        for word in bare if self.count and self._looked <= MAX_WORDS else ():
            if layers.folded.endswith(word):
                found = self._in_archive(word)
                counted |= {other: found[other] for other in found if self._keeps_ends(surface, word, other)}
        best = sorted(counted, key=lambda word: (-counted[word], word))[:MAX_SPELLINGS]
        for other in best:
            self.found[surface, other] = Spelling(surface, other, counted[other])
        return [lead + word for word in best for lead in LEADS if self._has(lead + word)]

    def _keeps_ends(self, surface: str, word: str, other: str) -> bool:
        """Whether another spelling of a word keeps what no paper spells otherwise: a hamza, nisba or plural
        at its end, and the ف at its beginning, of which و would be a clitic. إماراتية is not امرأته."""
        if other[0] == "و" and word[0] == "ف":
            return False
        if surface[-1] == "ء":
            return other[-1] == word[-1]
        for ending, allowed in _KEPT.items():
            if word.endswith(ending) and self._is_word(word.removesuffix(ending)):
                return other.endswith(allowed)
        return True

    def _is_word(self, word: str) -> bool:
        """Whether a folded word, or a name that has lost its ا (سوري), is known."""
        return any(self.analyzer.occurrences(each) for each in (word, word + "ا"))

    def _bare(self, layers: Layers) -> tuple[str, ...]:
        """A word without its article, and its stem, when it is foreign in both forms: والعمل has no root, but
        its stem عمل has one."""
        if layers.folded[0] in "وف" and self._count(layers.folded[1:]) > self._count(layers.folded):
            return ()  # والأردن: و is a clitic
        bare = tuple(dict.fromkeys((layers.folded.removeprefix(ARTICLE), layers.stem)))
        return bare if all(map(self.analyzer.is_foreign, bare)) else ()

    def joined(self, first: str, second: str) -> str | None:
        """The one word that two folded ones are written as in the archive: تيك توك, تيكتوك."""
        whole = first + second
        if whole in self.without or not self._stands(whole) or not self.analyzer.is_foreign(whole):
            return None
        self._remember(f"{first} {second}", whole)
        return whole

    def split(self, word: str) -> Iterator[tuple[str, str]]:
        """The pairs of words, both of the archive, that a folded foreign one may be written as. A clitic that
        is cut off is no word: with آل in the archive, every الصين would be looked for as "آل صين" too."""
        if not self.count or not self._bare(self.analyzer.layers(word)):
            return
        article = ARTICLE if word.startswith(ARTICLE) else ""
        for begin, second in loanwords.splits(word.removeprefix(article)):
            first = article + begin
            is_word = begin not in _NO_PART and second not in _ENDINGS
            is_said = is_word and f"{first} {second}" not in self.without
            if is_said and self._stands(first) and self._has(second) and self._are_beside(first, second):
                yield first, second

    def _are_beside(self, first: str, second: str) -> bool:
        """Whether two words stand beside each other: ملي and شيا are words, but مليشيا is not both."""
        return self.beside is None or self.beside(first, second) > 0

    def _in_archive(self, word: str) -> dict[str, int]:
        """The spellings by rule that stand in the archive, with their articles."""
        if self.respelled:
            found = self.respelled(word)
        else:
            found = respelled_in_archive(self.analyzer, self._stands, word)
        return {other: articles for other, articles in found.items() if other not in self.without}

    def _has(self, word: str) -> bool:
        return self._count(word) > 0

    def _count(self, word: str) -> int:
        return self.count(word) if self.count else 0

    def _stands(self, word: str) -> int:
        return standing(self.count, word) if self.count else 0

    def _remember(self, surface: str, spelling: str) -> None:
        if articles := self._stands(spelling):
            self.found[surface, spelling] = Spelling(surface, spelling, articles)


def standing(count: Count, word: str) -> int:
    """How many articles have the word, bare or behind clitics; a sum, so an upper bound."""
    return sum([count(lead + word) for lead in LEADS])  # asked of hundreds of spellings


def respelled_in_archive(analyzer: Analyzer, standing: Count, word: str) -> dict[str, int]:
    """The spellings by rule of a folded word that stand in the archive, with their articles."""
    counted = {}
    for other in loanwords.respelled(word):
        articles = standing(other)
        if articles and (len(other) >= SURE or analyzer.is_foreign(other)):
            counted[other] = articles
    return counted
