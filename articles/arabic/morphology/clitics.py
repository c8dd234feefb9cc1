"""Clitics before a word: و ف ب ك ل س, the article ال, and what they make together.

A letter comes off when the rest is a common word and nothing shows that the letter is the word's own.
What shows it is what stands before the letter elsewhere: الوزير and لوزير, so the و of وزير is its own,
since no article or preposition can stand before a conjunction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from articles.arabic.morphology.lemmas import Lemmas
from articles.arabic.morphology.lexicon import Lexicon
from articles.arabic.morphology.roots import Roots
from articles.arabic.morphology.suffixes import Suffixes
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import without_final_hamza

# No Arabic word is longer, whatever hangs on it.
_WORD = re.compile("[ء-ي]{3,20}")
_FUTURE = re.compile("س(?!ال|.*ات$)[يتنا]..")
_LIL = "لل"
_PREPOSITIONS = frozenset("بكلس")

# A conjunction does not stand behind another, nor any clitic but the article behind ب ك ل س.
_NEVER_BEHIND = {"و": "وف", "ف": "وف", **dict.fromkeys("بكلس", "وفبكلس")}
# The article behind each clitic.
_ARTICLES = {
    **dict.fromkeys("وف", re.compile("[بك]?ال|لل")),
    **dict.fromkeys("بكل", re.compile("ال")),
    "س": re.compile("(?!)"),
}

# Beginnings and endings that foreign names hardly have.
_INFLECTED = re.compile("[اتم]ست.{2,}|.{3,}(?:ات|ها|هم|يه|يين|يون)")

# What can stand before a word, but not before its clitic.
_BEFORE_NOUN = ("ال", "بال", "ب", "ل", "ك")
_BEFORE = {
    "و": ("ال", "بال", "و", "ف"),  # بو and كو begin too many foreign names
    "ف": ("ال", "بال", "و", "ب"),
    "ب": _BEFORE_NOUN,
    "ك": _BEFORE_NOUN,
    "ل": ("ال", "بال"),  # not ل: للجنة is also ل + الجنة
    "س": _BEFORE_NOUN,
    ARTICLE: ("ال", "بال"),
}
# The part of a word's occurrences that must have such a letter before it.
_OWN = 0.01
_OWN_ARTICLE = 0.05
# What a word that the list does not have may count for at most (the list ends there), and the part of the
# rest's occurrences that is no proof: somebody writes everything somewhere.
_RARE = 30_000.0
_NOISE = 0.005

# How common the rest must be beside the whole, by the number of its letters.
_RATIOS = {
    "و": {2: 4.0, 3: 0.3, 4: 0.3, 5: 0.1},
    "ف": {2: 4.0, 3: 3.0, 4: 1.5, 5: 1.0},
    "ب": {2: 20.0, 3: 0.3, 4: 0.3, 5: 0.2},
    "ل": {2: 20.0, 3: 0.5, 4: 0.5, 5: 0.5},
    "ك": {2: 40.0, 3: 5.0, 4: 2.0, 5: 1.0},
    "س": {2: 99.0, 3: 3.0, 4: 2.0, 5: 1.5},
}
# ب ك ل before a word that is not seen with the article either: a verb, or the chance end of a name.
_NO_NOUN = 2.0
# Letters of a word of the data that is believed behind a clitic, although the lexicon has it nowhere.
_SURE = 6
# Letters of a word that is looked at closely only if it begins as others whose first letter is their own.
_MANY = 6
_MOSTLY = 0.5
# A noun of two letters behind a clitic, of which the whole never has the article: بحق, not برد.
_SHORT_NOUN = 0.5
# Before the article there is little doubt.
_BEFORE_ARTICLE = 0.02
# A hamza after the first letter mostly begins a word: وأضاف.
_HAMZA = 0.05


def _own_beginnings(lexicon: Lexicon, protected: Set[str]) -> Set[str]:
    """How the words begin of which some show that the first letter, or ال, is their own: most do not begin
    so, and need no longer look."""
    words = [word for word in (*protected, *lexicon.counts) if word.startswith(ARTICLE)]
    found = {word for word in words if word in protected or lexicon.spelt(word, 0, "أ") > _MOSTLY}
    lines = "\n".join(lexicon.counts)
    for start, befores in _BEFORE.items():
        found.update(re.findall(f"^(?:{'|'.join(befores)})({start}..+)", lines, re.MULTILINE))
    return {word[: len(word) - 1 if word.endswith("ه") else 4][:4] for word in found}


class Clitics:
    """Takes clitics off folded words."""

    def __init__(
        self, lexicon: Lexicon, suffixes: Suffixes, roots: Roots, lemmas: Lemmas, protected: Set[str]
    ) -> None:
        """``protected``: folded words that lose nothing; so do the words that ``lemmas`` knows."""
        self._lexicon = lexicon
        self._lemmas = lemmas
        self._has_root = roots.has_root
        self._suffixes = suffixes
        self._protected = protected
        self._own_beginnings = _own_beginnings(lexicon, protected)

    def strip(self, word: str) -> str:
        """The folded word without its clitics, which stand in this order: و ف, then ب ك ل or س, then ال."""
        return self._without_article(self._without_preposition(self._without_conjunction(word)))

    def _without_conjunction(self, word: str) -> str:
        return word[1:] if word[:1] in ("و", "ف") and self._is_open(word) and self._is_clitic(word) else word

    def _without_preposition(self, word: str) -> str:
        if word[:1] not in _PREPOSITIONS or not self._is_open(word):
            return word
        if word.startswith(_LIL):
            return self._after_lil(word)
        if word[0] == "س" and not _FUTURE.match(word):
            return word
        return word[1:] if self._is_clitic(word) else word

    def _without_article(self, word: str) -> str:
        if not word.startswith(ARTICLE) or not self._is_open(word) or self._keeps_article(word):
            return word
        return word[2:]

    def _is_open(self, word: str) -> bool:
        if word in self._protected or not _WORD.fullmatch(word) or self._lemmas.knows(word):
            return False
        return word[-1] != "ا" or not self._is_accusative(word[:-1])

    def _is_accusative(self, noun: str) -> bool:
        """Of what stands before an ا: whether it is a noun of the data, and its first letter no clitic before
        another: فعلا is of فعل, but وردا is of رد, too."""
        nouns, rest = self._lemmas.nouns, noun[1:]
        if len(noun) < 3 or noun not in nouns or rest in nouns:
            return False
        count, other = self._lexicon.count, rest + "ا"
        if other in nouns or (other in self._protected and count(other) > count(noun + "ا")):
            return False  # وإلا
        return self._lemmas.knows(noun) and self._lexicon.spelt(noun + "ا", -1, "ء") < _MOSTLY

    def _after_lil(self, word: str) -> str:
        """للقوات is ل + القوات, but للبنان is ل + لبنان."""
        own, article = without_final_hamza(word[1:]), without_final_hamza(word[2:])
        for words in (self._protected, self._lemmas.nouns):
            if own in words or article in words:
                return own if own in words else article
        is_short = len(article) < 3  # للبن is not of بن
        other = self._lexicon.count(ARTICLE + article) if is_short else self._lexicon.noun(article)
        return own if self._lexicon.noun(own) > other else article

    def _keeps_article(self, word: str) -> bool:
        """ألبانيا and التزام begin with ال; the article is never written with a hamza, nor twice."""
        if not self._may_be_own(word):
            return False
        return any(
            form in self._protected
            or self._lexicon.spelt(form, 0, "أ") > _MOSTLY
            or self._is_own(form, ARTICLE)
            for form in self._forms(word)
            if form.startswith(ARTICLE) and len(form) > len(ARTICLE) + 1
        )

    def _is_clitic(self, word: str) -> bool:
        """Whether the first letter of a word is a clitic."""
        letter, rest = word[0], word[1:]
        if rest[0] in _NEVER_BEHIND[letter] and self._is_open(rest) and self._is_clitic(rest):
            return False
        whole, part = self._lexicon.count(word), self._lexicon.count(rest)
        if letter in "بكل" and len(rest) > 2:
            part = self._lexicon.noun(rest)
        if self._is_attested(letter, rest):
            return self._lexicon.count(ARTICLE + word) < _OWN_ARTICLE * whole or not whole
        if not whole:
            return self._is_clitic_of_unknown(letter, rest) and not self._has_own(word, part)
        article = _ARTICLES[letter].match(rest)
        if article and len(rest) - article.end() > 2:
            return part > _BEFORE_ARTICLE * whole and not self._has_own(word, part)
        if rest[0] == "ا" and len(rest) > 2 and self._lexicon.spelt(word, 1, "أ") > 0.5:
            return part > _HAMZA * whole
        if letter in "وف" and rest in self._protected and len(rest) > 2 and part > whole:
            return True
        if part <= self._ratio(letter, rest) * whole or not self._agree(word, rest):
            return False
        return not self._has_own(word, part)

    def _is_attested(self, letter: str, rest: str) -> bool:
        """Whether the rest is a word of the data that can stand behind the letter."""
        if len(rest) < 3:
            return False
        if article := _ARTICLES[letter].match(rest):
            return rest[article.end() :] in self._lemmas.nouns
        if len(rest) < _SURE and not self._lexicon.count(rest):
            return False  # too short to be more than chance
        if letter in "وف":
            return self._lemmas.knows(rest)
        imperfect = letter in "لس" and self._lemmas.verbs.is_imperfect(rest)
        return imperfect or (letter in "بكل" and rest in self._lemmas.nouns)

    def _is_clitic_of_unknown(self, letter: str, rest: str) -> bool:
        """Of a word that the lexicon does not have: its rest must be known, or look like an Arabic word."""
        if found := _ARTICLES[letter].match(rest):
            return letter == "و" or self._looks_arabic(rest[found.end() :])
        count = self._lexicon.count(rest)
        if letter == "س":
            return self._is_imperfect(rest)
        if count and letter in "وف":
            return True
        if self._is_protected(letter, rest):
            return True
        if self._lexicon.count(ARTICLE + rest):
            return len(rest) > 3 or letter != "ك"
        if letter == "و" and _INFLECTED.fullmatch(rest):
            return True
        return letter != "ك" and self._looks_arabic(rest)

    def _is_protected(self, letter: str, rest: str) -> bool:
        """Whether a name or another word that is never shortened follows: وللندن, كسوريا."""
        name = rest[1:] if letter in "وف" and rest[0] in _PREPOSITIONS else rest
        return len(name) > (4 if letter == "ك" else 3) and (
            name in self._protected or rest in self._protected
        )

    def _is_imperfect(self, rest: str) -> bool:
        if rest[0] == "ا":
            return self._lexicon.spelt(rest, 0, "أ") > 0.5
        return self._lexicon.count(rest) > 0 or self._has_root(rest)

    def _looks_arabic(self, word: str) -> bool:
        """Whether a word or what its ending leaves is known, or is formed from a known root."""
        if len(word) < 4:
            return self._lexicon.noun(word) > 0 and len(word) == 3
        left = self._suffixes.without(word, False) or word
        if self._lexicon.noun(left) or self._lexicon.noun(word) or self._has_root(left):
            return True
        if _FUTURE.match(word):
            return self._is_imperfect(word[1:])
        return word[0] in "بل" and self._lexicon.count(ARTICLE + word[1:]) > 0

    def _ratio(self, letter: str, rest: str) -> float:
        if len(rest) == 2 and rest in self._lemmas.nouns and not self._lexicon.count(ARTICLE + letter + rest):
            return _SHORT_NOUN
        ratio = _RATIOS[letter][min(len(rest), 5)]
        if letter in "بكل" and not self._lexicon.count(ARTICLE + rest):
            return max(ratio, _NO_NOUN)
        return ratio

    def _has_own(self, word: str, part: float) -> bool:
        """Whether the first letter is the word's own, judged by the word and by what its endings leave, as
        far as that is commoner than the rest behind the letter (``part``)."""
        if not self._may_be_own(word):
            return False
        if self._is_own(word, word[0], _NOISE * part if len(word) > 4 else 0.0):
            return True
        forms = (form for form in self._forms(word) if form != word)
        return any(self._lexicon.noun(form) > part and self._is_own(form, word[0]) for form in forms)

    def _may_be_own(self, word: str) -> bool:
        own = self._own_beginnings
        return len(word) < _MANY or word[:4] in own or word[:3] in own or word[:2] in own

    def _forms(self, word: str) -> Iterator[str]:
        """The word, and what is left of it without its endings."""
        left: str | None = word
        while left is not None and left[0] == word[0]:
            yield left
            left = self._suffixes.without(left, False)

    def _is_own(self, word: str, start: str, minimum: float = 0.0) -> bool:
        """Whether the word is seen, more than ``minimum``, behind what shows that ``start`` is its own."""
        counts, found = self._lexicon.counts, 0.0
        for before in _BEFORE[start]:
            found += counts.get(before + word, 0.0)
        part = _OWN_ARTICLE if start == ARTICLE else _OWN
        return found > max(part * counts.get(word, _RARE), minimum)

    def _agree(self, word: str, rest: str) -> bool:
        """Whether both write the first letter of the rest alike: سامر is not س + أمر."""
        if rest[0] != "ا" or not self._lexicon.count(word):
            return True
        return self._lexicon.spelt(rest, 0, "أ") < 0.5 or self._lexicon.spelt(word, 1, "أ") > 0.1
