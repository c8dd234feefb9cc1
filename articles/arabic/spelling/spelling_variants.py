"""Spelling families: names that the press spells in several ways (أميركا, أمريكا).

The families are in ``data/families.txt``, which an editor may extend. They widen queries only; the texts
and the index know nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from articles.arabic.morphology.lexicon import read_lines
from articles.arabic.orthography.normalizer import normalize

_LEADS = re.compile("[وف]?(?:[بكل]?ال|لل|[بكل])?")
_ANY_ENDING = "*"


class Families:
    """The families of the lines of a data file."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._whole: dict[str, tuple[str, ...]] = {}
        self._prefixes: dict[str, tuple[str, ...]] = {}  # beginnings of words
        for line in lines:
            families = self._prefixes if line.endswith(_ANY_ENDING) else self._whole
            family = tuple(dict.fromkeys(normalize(word.rstrip(_ANY_ENDING)) for word in line.split()))
            families.update(dict.fromkeys(family, family))

    def variants(self, word: str) -> tuple[str, ...]:
        """The other spellings of a surface or folded word, folded, with its own clitics and ending.

        >>> Families(["أميركي أمريكي*"]).variants("والأميركية")
        ('والامريكيه',)
        """
        word = normalize(word)
        for end in _lead_ends(word):
            lead, base = word[:end], word[end:]
            if others := self._others(base):
                return tuple(lead + other for other in others)
        return ()

    def _others(self, base: str) -> tuple[str, ...]:
        if base in self._whole:
            return tuple(other for other in self._whole[base] if other != base)
        for length in range(len(base), 3, -1):
            if family := self._prefixes.get(base[:length]):
                return tuple(other + base[length:] for other in family if other != base[:length])
        return ()


def _lead_ends(word: str) -> list[int]:
    """Where the base may begin: after no clitic, after one, after two."""
    longest = _LEADS.match(word)
    return [end for end in range(longest.end() + 1 if longest else 1) if _LEADS.fullmatch(word[:end])]


@cache
def _shipped() -> Families:
    return Families(read_lines("families.txt"))


def variants(word: str) -> tuple[str, ...]:
    """The other spellings of a word in the families of the product alone: see :meth:`Families.variants`."""
    return _shipped().variants(word)
