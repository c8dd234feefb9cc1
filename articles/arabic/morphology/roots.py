"""The root of a word, for the wide mode: قتال, مقاتلة, قتالية and تقاتل are all of قتل.

A stem is held against the patterns of Arabic word formation (the ten verb forms with their participles and
verbal nouns, and the common noun patterns, as any grammar lists them). Each fitting pattern proposes a
root; the one from which most other patterns are attested in the lexicon wins, if there are enough of them.
A word without such a root, as names and loans are, is its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from articles.arabic.morphology.lexicon import Lexicon

# 1 2 3 are the radicals of a sound root.
_SOUND = (
    "123 1ا23 12ا3 12ي3 12و3 م123 ت123 ا123 ي123 ن123 "
    "م12و3 م12ا3 م12ي3 ا12ا3 ت12ي3 م1ا23 ت1ا23 ي1ا23 1وا23 12اي3 1ا2و3 12ا23 "
    "ان123 ا1ت23 م1ت23 من123 مت123 يت123 ي1ت23 ين123 ت1ت23 تت123 ن1ت23 "
    "ان12ا3 ا1ت2ا3 است123 مست123 يست123 تست123 م1ا2ي3 مت1ا23 يت1ا23 ت1ا2ي3 ا1ا2ي3 ا1ا23 است12ا3 "
    "123ان 12ا123"
)
# What stands for a radical that is و or ي, or has gone: the pattern, and the roots that it may come from.
_WEAK = {
    "1ا3": ("1و3", "1ي3"),  # قال, سار
    "1اي3": ("1و3", "1ي3"),  # قائد
    "1يا3": ("1و3", "1ي3"),  # قيام
    "م1ا3": ("1و3", "1ي3"),  # مقال, مسار
    "م1ي3": ("1و3", "1ي3"),  # مدير
    "ا1ا3": ("1و3", "1ي3"),  # أدار
    "ي1و3": ("1و3",),  # يقول
    "ي1ي3": ("1ي3", "1و3"),  # يسير, يدير
    "ت1و3": ("1و3",),
    "ت1ي3": ("1ي3", "1و3"),
    "است1ا3": ("1و3", "1ي3"),  # استقال
    "مست1ي3": ("1و3", "1ي3"),
    "ا1ت2ا": ("12ي",),  # التقاء
    "ا1ت2ي": ("12ي",),
    "م1ت2ي": ("12ي",),
    "12ا": ("12ي",),  # دعا, بناء
    "12اء": ("12ي",),
    "12و": ("12ي",),  # دعوة
    "1ا2ي": ("12ي",),  # قاضي
    "م12ي": ("12ي",),  # مبنى
    "ا12ا": ("12ي",),  # أبناء, إجراء
    "م1ا2ي": ("12ي",),  # مباني
    "است12": ("122",),  # استمر
    "ا1ت2": ("122",),  # احتج
    "م1ت2": ("122",),
    "ي1ت2": ("122",),
    "مست12": ("122",),
    "يست12": ("122",),
    "ات2ا3": ("و23",),  # اتفاق
    "ات23": ("و23",),
    "مت23": ("و23",),
    "يت23": ("و23",),
    "مي2ا3": ("و23",),  # ميثاق
}
_SUFFIXES = ("", "ي", "ه", "يه", "ات", "ت", "وا", "ون", "ين", "ان", "ا", "نا")
_NOUN_SUFFIXES = ("", "ي", "ه", "يه", "ات")
_PROBES = (
    "123 1ا23 12ا3 12ي3 12و3 م123 ا123 ي123 ت123 م12و3 ا12ا3 ت12ي3 م1ا23 ت1ا23 ان123 ا1ت23 م1ت23 مت123 "
    "ا1ت2ا3 ان12ا3 است123 است12ا3 م1ا2ي3 123ه م123ه 1ا23ه م1ا23ه ال123 ي1ا23 يت123 مست123 123ت ي123ون"
)
# How many of the probes must be words.
_MIN_SUPPORT = 7
# Those of a word that is not taken for a foreign one: of صحيفة six are, and it is no other spelling of صحة.
_SOME_SUPPORT = 5
_CACHED = 32_768
_RADICAL = "[^اةى]"


class _Pattern(NamedTuple):
    fits: Callable[[str], re.Match[str] | None]
    root: Callable[..., str]  # of the radicals that the pattern has, in its order


def _compiled() -> dict[tuple[int, str], list[_Pattern]]:
    """The patterns by the length of the word and its first letter; "" stands for letters that begin none."""
    pairs = [(pattern, "123") for pattern in _SOUND.split()]
    pairs += [(pattern, root) for pattern, roots in _WEAK.items() for root in roots]
    firsts = {"", *(pattern[0] for pattern, _ in pairs)} - set("123")
    found: dict[tuple[int, str], list[_Pattern]] = defaultdict(list)
    for pattern, root in pairs:
        compiled = _pattern(pattern, root)
        for first in firsts if pattern[0] in "123" else (pattern[0],):
            found[len(pattern), first].append(compiled)
    return found


def _pattern(pattern: str, root: str) -> _Pattern:
    """``1ا3`` with the root ``1و3``: what a word like قال fits, and what makes قول of its radicals."""
    radicals = list(dict.fromkeys(sign for sign in pattern if sign in "123"))
    regex = pattern
    for number, sign in enumerate(radicals, 1):
        regex = regex.replace(sign, f"({_RADICAL})", 1).replace(sign, rf"\{number}")
    template = "".join(f"{{{radicals.index(sign)}}}" if sign in radicals else sign for sign in root)
    return _Pattern(re.compile(regex).fullmatch, template.format)


_PATTERNS = _compiled()
_FIRSTS = frozenset(first for _, first in _PATTERNS)


class Roots:
    """Finds roots by the evidence of a lexicon."""

    def __init__(self, lexicon: Lexicon, names: Set[str]) -> None:
        """``names``: folded names, which have no root but themselves."""
        self._lexicon = lexicon
        self._names = names
        self.root = lru_cache(maxsize=_CACHED)(self._root)
        self._support = lru_cache(maxsize=_CACHED)(self._attested)

    def _root(self, stem: str) -> str:
        """The root of a stem; its name for a nisba of a name (عراقي: عراق); else the stem itself."""
        name = self._name(stem)
        if name or len(stem) < 3:
            return name or stem
        best = max(((self._support(root), root) for root in self._proposed(stem)), default=(0, stem))
        return best[1] if best[0] >= _MIN_SUPPORT else stem

    def has_root(self, word: str, suffixes: Sequence[str] = _SUFFIXES, support: int = _MIN_SUPPORT) -> bool:
        """Whether a folded word, less one of ``suffixes``, is formed from a root of which so many probes are
        words."""
        return any(self._support(root) >= support for root in self._proposed(word, suffixes))

    def fits(self, word: str) -> bool:
        """Whether a folded word is formed as Arabic words are, from whatever root."""
        return next(self._proposed(word, _NOUN_SUFFIXES), None) is not None

    def is_foreign(self, word: str) -> bool:
        """Whether a folded word is formed from no root, with none but the endings of nouns: a foreign name or
        a loan word, or a slip."""
        return not self.has_root(word, _NOUN_SUFFIXES, _SOME_SUPPORT)

    def _name(self, stem: str) -> str | None:
        if stem in self._names:
            return stem
        base = stem.removesuffix("ي")
        if base == stem:
            return None
        nisba_of = (base, base + "ا", stem + "ا", base + "ه")  # عراقي, فرنسي, سوري, قاهري
        return next((name for name in nisba_of if name in self._names and len(name) > 3), None)

    def _proposed(self, stem: str, suffixes: Sequence[str] = _SUFFIXES) -> Iterator[str]:
        first = stem[:1] if stem[:1] in _FIRSTS else ""
        for ending in suffixes:
            if not stem.endswith(ending):
                continue
            word = stem[: len(stem) - len(ending)]
            for pattern in _PATTERNS.get((len(word), first), ()):
                if found := pattern.fits(word):
                    yield pattern.root(*found.groups())

    def _attested(self, root: str) -> int:
        """How many of the probe patterns of a root are words."""
        table = str.maketrans("123", root)
        return sum(probe in self._lexicon.counts for probe in _PROBES.translate(table).split())
