"""Endings of a word: pronouns, sound plurals and duals, feminine, nisba, tanwin.

An ending comes off when what it leaves is a word that is common enough beside the whole, and nothing shows
that the ending is the word's own. What shows it is company that the ending could not keep: nothing follows
the ending of a dual (لبناني and طيرانه, so the ان of لبنان and طيران is their own), no article stands
before a word with a pronoun (الأسماك), no preposition before the accusative (بسوريا).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Literal, NamedTuple

from articles.arabic.morphology.lexicon import Lexicon
from articles.arabic.orthography.characters import ARTICLE
from articles.arabic.orthography.normalizer import without_final_hamza

_WORD = re.compile("[ء-ي]{4,20}")

Kind = Literal["pronoun", "plural", "men", "dual", "feminine", "tanwin"]


class Suffix(NamedTuple):
    """An ending, and what stands in its place in the word that it leaves."""

    suffix: str
    instead: str
    kind: Kind
    ratio: float = 1.0  # how common the word that is left must be beside the whole
    minimum: int = 3  # letters that must be left, without ``instead``
    safe: bool = False  # comes off a word that the lexicon knows nothing of
    first: bool = False  # goes before other endings of the same word


def _pronouns() -> Iterator[Suffix]:
    """Each pronoun after a bare word and after the shapes that words take before a pronoun."""
    for suffix in ("هما", "ها", "هم", "هن", "كم", "نا", "ه", "ك", "ي"):
        ratio = {"ك": 2.0, "ي": 1.5}.get(suffix, 1.0)
        yield Suffix(suffix, "", "pronoun", ratio, safe=suffix in ("هما", "ها", "هم"))
        yield Suffix("ت" + suffix, "ه", "pronoun", ratio, minimum=2)  # مدرسته: مدرسة
        yield Suffix("ا" + suffix, "ي", "pronoun", ratio)  # مستواه: مستوى
        yield Suffix("اي" + suffix, "اء", "pronoun", ratio, minimum=2)  # أعضائه: أعضاء
        yield Suffix("او" + suffix, "اء", "pronoun", ratio, minimum=2)  # أعضاؤه: أعضاء
        if len(suffix) > 1:
            yield Suffix(suffix, "", "pronoun", 2.0, minimum=2)  # حقهم: حق


_DEFECTIVES = (Suffix("ون", "ي", "men", 0.0), Suffix("ين", "ي", "men", 0.0))  # محامون: محامي
_SUFFIXES = (
    *_pronouns(),
    Suffix("يون", "ي", "men", 0.05, safe=True),
    Suffix("يين", "ي", "men", 0.05, safe=True),
    Suffix("وون", "ي", "men", 0.0, safe=True),  # لاجئون: لاجئ
    *_DEFECTIVES,
    Suffix("ون", "", "men", 0.0),
    Suffix("ين", "", "men", 0.0),
    Suffix("ان", "", "dual", 15.0),
    Suffix("تين", "ه", "dual", minimum=2),
    Suffix("تان", "ه", "dual", minimum=2),
    Suffix("تا", "ه", "dual", 5.0),  # صحيفتا المدينة
    Suffix("ات", "ه", "plural", 0.03, minimum=2, first=True),
    Suffix("ات", "اه", "plural", 0.03, first=True),  # منشآت: منشأة
    Suffix("ات", "ا", "plural", 0.03, first=True),  # كاميرات: كاميرا
    Suffix("ات", "", "plural", 0.05),
    Suffix("يه", "ي", "feminine", 0.1, safe=True),
    Suffix("ه", "", "feminine", 0.05),
    Suffix("ا", "", "tanwin", 0.02, first=True),
)

_BY_SUFFIX: dict[str, list[Suffix]] = {}
_SIZES: dict[str, set[int]] = {}  # of the suffixes that end in a letter
for _suffix in _SUFFIXES:
    _BY_SUFFIX.setdefault(_suffix.suffix, []).append(_suffix)
    _SIZES.setdefault(_suffix.suffix[-1], set()).add(len(_suffix.suffix))
_CACHED = 16_384

# What can follow a word, but not an ending: pronouns, nisba, plural.
_AFTER_NOUN = ("ه", "ها", "هم", "ي", "يه", "ات")
_AFTER = {
    "ن": ("ه", "ها", "هم", "ي", "يه"),
    "ه": ("ه", "ها", "هم", "ي", "ات", "ين"),
    "ك": (*_AFTER_NOUN, "ين"),
    "م": (*_AFTER_NOUN, "ين"),
}
_PREPOSITIONS = ("ب", "ل")
# The part of a word's occurrences that must keep such company.
_OWN = 0.01
_DEFINITE = 0.05
_SEEN = 0.002
# How much oftener one of two spellings is, of which the other is never right.
_ALWAYS = 10.0
_MOSTLY = 0.5
_SURELY = 0.9

# Feminine nouns take pronouns (مدرستهم), feminine adjectives hardly do.
_BEFORE_PRONOUN = ("ته", "تها", "تهم", "تنا")
_NOUN = 0.002
# سلامة is not the feminine of سلام, but فنانة is of فنان, whose plural is فنانين.
_MASDAR = re.compile("..ا.")
_PERSON = 0.03
# Participles make sound plurals, so one of the two cases is proof enough.
_LONG_PARTICIPLE = re.compile("(?:مت|مست|من)...+|م.[تطد]..")
_PARTICIPLE = re.compile("م...+|.ا..")


def _cuts(word: str) -> Iterator[tuple[str, Suffix]]:
    """What stands before each ending that the word may have."""
    for size in _SIZES[word[-1]]:
        for ending in _BY_SUFFIX.get(word[-size:], ()):
            if len(word) - size >= ending.minimum:
                yield word[:-size], ending


class Suffixes:
    """Takes endings off folded words, one at a time."""

    def __init__(self, lexicon: Lexicon, protected: Set[str], nouns: Set[str]) -> None:
        """``protected``: folded words that lose nothing. ``nouns``: those of the data."""
        self._lexicon = lexicon
        self._protected = protected
        self._nouns = nouns
        self.without = lru_cache(maxsize=_CACHED)(self._without)

    def _without(self, word: str, dotted: bool) -> str | None:
        """The folded word without its last ending, repaired (مدرستها: مدرسه); None when it has none.
        ``dotted``: its last letter is ة in the text."""
        if word[-1:] not in _SIZES or word in self._protected:
            return None
        if len(word) == 3:
            return word[:2] if self._is_of_two_letters(word, dotted) else None
        if not _WORD.fullmatch(word) or self._is_own(word):
            return None
        return max(self._left(word, dotted), default=(False, 0.0, None))[2]

    def _is_of_two_letters(self, word: str, dotted: bool) -> bool:
        """Whether a word of three letters is a noun of two with an ending: حقا, حقه."""
        if word[:2] not in self._nouns or word[:2] in self._protected or self._is_definite(word, _SEEN):
            return False
        if word[-1] == "ا":
            return not self._ends_in_hamza(word)
        return word[-1] == "ه" and not dotted and self._lexicon.spelt(word, -1, "ه") > _MOSTLY

    def _left(self, word: str, dotted: bool) -> Iterator[tuple[bool, float, str]]:
        """What each ending leaves, and how good it is: ``first``, then the commonest."""
        noun = self._lexicon.noun
        whole = noun(word)
        for base, ending in _cuts(word):
            left = base + ending.instead
            if left[-1] == "ء":
                left = without_final_hamza(left)
            count = noun(left)
            if ending.kind == "men" and not count and self._is_surely_plural(base):
                fits = ending not in _DEFECTIVES
            elif count or whole:
                ratio = self._ratio(word, base, ending, dotted) if count > whole * ending.ratio else math.inf
                fits = ratio < math.inf and count > whole * ratio
            else:
                fits = ending.safe and len(left) > 3
            if fits:
                yield ending.first, count, left

    def _ratio(self, word: str, base: str, ending: Suffix, dotted: bool) -> float:
        match ending.kind:
            case "pronoun" if dotted or not self._may_be_pronoun(word):
                return math.inf
            case "pronoun" if ending.instead == "اء" and not self._ends_in_hamza(base + "ا"):
                return math.inf
            case "plural" if self._is_rarer_with_ending(base, ending.instead):
                return math.inf
            case "feminine":
                return self._feminine_ratio(word, ending.ratio, dotted)
            case "men" if ending in _DEFECTIVES and not self._is_defective(base):
                return math.inf
            case "men" if ending.suffix in ("ون", "ين"):
                return self._men_ratio(base, ending.suffix)
            case "dual" if not ending.instead and not self._may_be_dual(word, base):
                return math.inf
            case "tanwin" if not self._may_be_accusative(word) or not self._is_definite(base, _SEEN):
                return math.inf
        return ending.ratio

    def _is_own(self, word: str) -> bool:
        """Whether the end of the word is seen to be its own."""
        if self._ends_in_hamza(word):
            return True
        if word[-1] not in _AFTER:
            return False
        counts, after = self._lexicon.counts, 0.0
        for suffix in _AFTER[word[-1]]:
            after += counts.get(word + suffix, 0.0)
        return after > _OWN * self._lexicon.noun(word)

    def _ends_in_hamza(self, word: str) -> bool:
        if word[-1] != "ا":
            return False
        return self._lexicon.spelt(word, -1, "ء") > 0.5 or self._lexicon.count(word + "ء") > 0

    def _is_definite(self, word: str, part: float = _DEFINITE) -> bool:
        """Whether the article stands before more than ``part`` of the word's occurrences."""
        return self._lexicon.count(ARTICLE + word) > part * self._lexicon.noun(word)

    def _may_be_dual(self, word: str, base: str) -> bool:
        """Of a word in ان: its other case is attested, or nothing is known of it but its singular."""
        if self._lexicon.noun(base + "ين"):
            return True
        return len(base) > 3 and not self._lexicon.noun(word) and self._is_definite(base)

    def _is_rarer_with_ending(self, base: str, letter: str) -> bool:
        """Whether a ه behind a word is always its pronoun, an ا its accusative: نشاطات is not of نشاطه, nor
        توجهات of توجها; but زميلات is of زميلة, although زميله is commoner."""
        word = base + letter
        is_ending = letter in ("اه", "ا") or (letter == "ه" and self._lexicon.spelt(word, -1, "ه") > _SURELY)
        return is_ending and self._lexicon.noun(base) > self._lexicon.noun(word)

    def _may_be_pronoun(self, word: str) -> bool:
        if word[-1] == "ه":
            return self._lexicon.has_pronoun(word) or not self._lexicon.count(word)
        return not self._is_definite(word)

    def _may_be_accusative(self, word: str) -> bool:
        if word.endswith(("ها", "هما")) or self._is_definite(word):
            return False
        count = self._lexicon.count
        return sum(count(letter + word) for letter in _PREPOSITIONS) <= _OWN * count(word)

    def _men_ratio(self, base: str, suffix: str) -> float:
        """Of a sound plural or a dual: its other case is attested, or the singular is common."""
        noun = self._lexicon.noun
        if base[-1] == "ا":
            return math.inf
        if _LONG_PARTICIPLE.fullmatch(base):
            return 0.0
        if _PARTICIPLE.fullmatch(base) or self._has_both_cases(base):
            return 0.1
        if suffix == "ون":
            return math.inf
        if noun(base + "ان"):
            return 1.0
        if len(base) > 3:
            return 5.0
        return 10.0 if self._is_definite(base) else math.inf

    def _is_defective(self, base: str) -> bool:
        """Whether a plural is of a word in ي: المحامي is said and not المحام, الخريج and not الخريجي."""
        count = self._lexicon.count
        without = ARTICLE + base
        return self._has_both_cases(base) and count(without + "ي") > _ALWAYS * count(without)

    def _is_surely_plural(self, base: str) -> bool:
        """Of a base that is not in the lexicon itself."""
        return bool(_LONG_PARTICIPLE.fullmatch(base)) or self._has_both_cases(base)

    def _has_both_cases(self, base: str) -> bool:
        return bool(self._lexicon.noun(base + "ون") and self._lexicon.noun(base + "ين"))

    def _feminine_ratio(self, word: str, ratio: float, dotted: bool) -> float:
        """How common the masculine must be: كبير beside كبيره hardly, سلام beside سلامه impossibly."""
        base, count, noun = word[:-1], self._lexicon.count, self._lexicon.noun
        if base[-1] == "ا":
            return math.inf
        if not dotted and self._lexicon.has_pronoun(word):
            return 1.0
        if _MASDAR.fullmatch(base) and noun(base + "ين") < _PERSON * noun(base):
            return math.inf
        if sum(count(base + suffix) for suffix in _BEFORE_PRONOUN) > _NOUN * noun(word):
            return 2.2
        return ratio
