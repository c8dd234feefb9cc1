"""Figures in a text: what sets two reports by one form apart, and what all reports of one event repeat."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from articles.arabic.orthography.normalizer import normalize

ROUNDED: Final = 0.02  # of a figure: newspapers write 1,378 as 1.4 thousand
MOST: Final = 20  # figures that are kept of a text, and of its title

_NUMBER: Final = re.compile(r"\d(?:[\d.,٫٬]*\d)?")
_WORD: Final = re.compile(r"[^\W\d_]+")
_POINTS: Final = str.maketrans("٫", ".", ",٬")
# Years: every text of a year has them.
_YEARS: Final = (range(1350, 1501), range(1900, 2101))


def _named(*names: str) -> dict[str, int]:
    """Each name in its spellings, from two on → its number."""
    return {normalize(word): number for number, words in enumerate(names, 2) for word in words.split()}


_COUNTED: Final = _named(
    "",
    "ثلاثة ثلاث",
    "أربعة أربع",
    "خمسة خمس",
    "ستة ست",
    "سبعة سبع",
    "ثمانية ثماني",
    "تسعة تسع",
    "عشرة عشر",
)
_ORDERED: Final = _named(
    "الثاني الثانية ثاني ثانية",
    "الثالث الثالثة ثالث ثالثة",
    "الرابع الرابعة رابع رابعة",
    "الخامس الخامسة خامس خامسة",
    "السادس السادسة سادس سادسة",
    "السابع السابعة سابع سابعة",
    "الثامن الثامنة ثامن ثامنة",
    "التاسع التاسعة تاسع تاسعة",
    "العاشر العاشرة عاشر عاشرة",
)


def figures(text: str) -> tuple[float, ...]:
    """The numbers of a text in digits, and those from three to ten in words, each once; years left out."""
    plain = (number.translate(_POINTS) for number in _NUMBER.findall(text))
    written = {float(number) for number in plain if number.count(".") < 2}  # more are in dates
    counted = {float(_COUNTED[word]) for word in _words(text) if word in _COUNTED}
    return tuple(sorted(number for number in written | counted if not _is_year(number))[:MOST])


def ordinals(text: str) -> frozenset[int]:
    """The places in an order, from the second to the tenth, that a text names."""
    return frozenset(_ORDERED[word] for word in _words(text) if word in _ORDERED)


def shared(one: Collection[float], other: Collection[float]) -> int:
    """How many figures of each are the other's, too, but for rounding."""
    return min(_found(one, other), _found(other, one))


def _found(some: Collection[float], others: Collection[float]) -> int:
    return sum(any(abs(each - other) <= ROUNDED * max(each, other) for other in others) for each in some)


def _words(text: str) -> list[str]:
    return [normalize(word) for word in _WORD.findall(text)]


def _is_year(number: float) -> bool:
    return any(number in years for years in _YEARS)
