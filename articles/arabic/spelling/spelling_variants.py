"""Spelling families: names that the press spells in several ways (أميركا, أمريكا).

The families are in ``data/families.txt``, which an editor may extend. They widen queries only; the texts
and the index know nothing of them.
"""

from __future__ import annotations

import re
from functools import cache

from articles.arabic.morphology.lexicon import read_lines
from articles.arabic.orthography.normalizer import normalize

_LEADS = re.compile("[وف]?(?:[بكل]?ال|لل|[بكل])?")
_ANY_ENDING = "*"


def variants(word: str) -> tuple[str, ...]:
    """The other spellings of a surface or folded word, folded, with its own clitics and ending.

    >>> variants("والأميركية")
    ('والامريكيه',)
    """
    word = normalize(word)
    for end in _lead_ends(word):
        lead, base = word[:end], word[end:]
        if others := _others(base):
            return tuple(lead + other for other in others)
    return ()


def _lead_ends(word: str) -> list[int]:
    """Where the base may begin: after no clitic, after one, after two."""
    longest = _LEADS.match(word)
    return [end for end in range(longest.end() + 1 if longest else 1) if _LEADS.fullmatch(word[:end])]


def _others(base: str) -> tuple[str, ...]:
    whole, prefixes = _families()
    if base in whole:
        return tuple(other for other in whole[base] if other != base)
    for length in range(len(base), 3, -1):
        if family := prefixes.get(base[:length]):
            return tuple(other + base[length:] for other in family if other != base[:length])
    return ()


@cache
def _families() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Spelling → family, for whole words and for beginnings of words."""
    whole: dict[str, tuple[str, ...]] = {}
    prefixes: dict[str, tuple[str, ...]] = {}
    for line in read_lines("families.txt"):
        open_ended = line.endswith(_ANY_ENDING)
        family = tuple(dict.fromkeys(normalize(word.rstrip(_ANY_ENDING)) for word in line.split()))
        (prefixes if open_ended else whole).update(dict.fromkeys(family, family))
    return whole, prefixes
