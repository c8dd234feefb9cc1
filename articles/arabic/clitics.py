"""Clitics before a word: و ف ب ك ل س, the article ال, and what they make together.

A letter comes off when the rest is a common word and nothing shows that the letter is the word's own.
What shows it is what stands before the letter elsewhere: الوزير and لوزير, so the و of وزير is its own,
since no article or preposition can stand before a conjunction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from articles.arabic.endings import Endings
from articles.arabic.letters import ARTICLE
from articles.arabic.lexicon import Lexicon

_WORD = re.compile("[ء-ي]{3,}")
_FUTURE = re.compile("س[يتنا]..")
_LIL = "لل"

# What can stand before a word, but not before its clitic.
_BEFORE_NOUN = ("ال", "بال", "ب", "ل", "ك")
_BEFORE = {
    "و": ("ال", "بال", "و", "ف"),  # بو and كو begin too many foreign names
    "ف": ("ال", "بال", "و", "ب"),
    "ب": _BEFORE_NOUN,
    "ك": _BEFORE_NOUN,
    "ل": ("ال", "بال", "ب", "ك"),  # not ل: للجنة is also ل + الجنة
    "س": _BEFORE_NOUN,
    "ال": ("ال", "بال"),
}
# The part of a word's occurrences that must have such a letter before it.
_OWN = 0.01
# What a word that the list does not have may count for at most (the list ends there), and the part of the
# rest's occurrences that is no proof: somebody writes everything somewhere.
_RARE = 30_000.0
_NOISE = 0.005

# How common the rest must be beside the whole, by the number of its letters.
_RATIOS = {
    "و": {2: 4.0, 3: 1.0, 4: 0.5, 5: 0.1},
    "ف": {2: 4.0, 3: 3.0, 4: 1.5, 5: 1.0},
    "ب": {2: 20.0, 3: 0.3, 4: 0.3, 5: 0.2},
    "ل": {2: 20.0, 3: 0.5, 4: 0.5, 5: 0.5},
    "ك": {2: 40.0, 3: 5.0, 4: 2.0, 5: 1.0},
    "س": {2: 99.0, 3: 3.0, 4: 2.0, 5: 1.5},
}
# ب ك ل before a word that is not seen with the article either: a verb, or the chance end of a name.
_NO_NOUN = 2.0
# A hamza after the first letter mostly begins a word: وأضاف.
_HAMZA = 0.05


class Clitics:
    """Takes clitics off folded words, one at a time."""

    def __init__(self, lexicon: Lexicon, endings: Endings, kept: Set[str]) -> None:
        """``kept``: folded words that lose nothing."""
        self._lexicon = lexicon
        self._endings = endings
        self._kept = kept

    def without(self, word: str) -> str | None:
        """The folded word without its first clitic; None when it has none."""
        if word in self._kept or not _WORD.fullmatch(word):
            return None
        if word.startswith(_LIL) and len(word) > 3:
            return self._after_lil(word)
        if word.startswith(ARTICLE):
            return word[2:] if len(word) > 3 and not self._keeps_article(word) else None
        if (word[0] in "وفبكل" or _FUTURE.match(word)) and self._is_clitic(word):
            return word[1:]
        return None

    def _after_lil(self, word: str) -> str:
        """للقوات is ل + القوات, but للبنان is ل + لبنان."""
        own, article = word[1:], word[2:]
        if own in self._kept or article in self._kept:
            return own if own in self._kept else article
        return own if self._lexicon.noun(own) > self._lexicon.noun(article) else article

    def _keeps_article(self, word: str) -> bool:
        """ألبانيا and التزام begin with ال; the article is never written with a hamza, nor twice."""
        return self._lexicon.spelt(word, 0, "أ") > 0.2 or self._is_own(word, ARTICLE)

    def _is_clitic(self, word: str) -> bool:
        letter, rest = word[0], word[1:]
        whole, part = self._lexicon.count(word), self._lexicon.count(rest)
        if not part:
            return not whole and len(word) > 5 and self._is_supported(rest)
        if len(rest) > 2 and self._lexicon.spelt(word, 1, "أ") > 0.5:
            return part > _HAMZA * whole
        if letter in "وف" and rest in self._kept and len(rest) > 2 and part > whole:
            return True
        if part <= self._ratio(letter, rest) * whole or not self._agree(word, rest):
            return False
        least = part * _NOISE if len(rest) > 3 else 0.0
        return not any(self._is_own(form, letter, least) for form in self._forms(word))

    def _ratio(self, letter: str, rest: str) -> float:
        ratio = _RATIOS[letter][min(len(rest), 5)]
        if letter in "بكل" and not self._lexicon.count(ARTICLE + rest):
            return max(ratio, _NO_NOUN)
        return ratio

    def _is_supported(self, rest: str) -> bool:
        """Of an unknown word behind a clitic: whether it is a known one behind its article or another clitic,
        or before an ending."""
        if rest.startswith((ARTICLE, _LIL)) or (rest[1:].startswith(ARTICLE) and rest[0] in "بك"):
            return True
        inner = rest[1:] if rest[0] in "بكل" else ""
        left = self._endings.without(rest) or ""
        return max(len(inner), len(left)) > 3 and self._lexicon.count(inner) + self._lexicon.count(left) > 0

    def _forms(self, word: str) -> Iterator[str]:
        """The word, and what is left of it without its endings."""
        left: str | None = word
        while left is not None and left[0] == word[0]:
            yield left
            left = self._endings.without(left)

    def _is_own(self, word: str, start: str, least: float = 0.0) -> bool:
        """Whether the word is seen, more than ``least``, behind what shows that ``start`` is its own."""
        counts, found = self._lexicon.counts, 0.0
        for before in _BEFORE[start]:
            found += counts.get(before + word, 0.0)
        return found > max(_OWN * counts.get(word, _RARE), least)

    def _agree(self, word: str, rest: str) -> bool:
        """Whether both write the first letter of the rest alike: سامر is not س + أمر."""
        if rest[0] != "ا" or not self._lexicon.count(word):
            return True
        return self._lexicon.spelt(rest, 0, "أ") < 0.5 or self._lexicon.spelt(word, 1, "أ") > 0.1
