"""How likely one word was typed for another: the cost of the slips between them.

Likely slips are letters that sound alike (ظ ض, ت ط), look alike or lie side by side on the keyboard, vowels
left out or doubled, and letters swapped. Words are compared folded, so ه/ة, ى/ي and hamza cost nothing.
"""

from __future__ import annotations

from typing import Final

from articles.arabic.input.keyboard import NEIGHBOURS

SLIP: Final = 1.0  # any letter for any other
LIKELY: Final = 0.5  # letters that sound or look alike, a vowel left out, two letters swapped
OTHER_VOWEL: Final = 0.6  # one long vowel for another: ميشيل, ميشال
NEAR_KEY: Final = 0.7

_ALIKE_GROUPS: Final = (
    "ظضذزد",
    "تطث",
    "سصثش",
    "كقغج",
    "هحخ",
    "جحخ",
    "دذ",
    "رز",
    "سش",
    "عغ",
    "فق",
    "بتثني",
    "اءعه",
    "وي",
)
_ALIKE: Final = {
    letter: frozenset("".join(group for group in _ALIKE_GROUPS if letter in group))
    for letter in set("".join(_ALIKE_GROUPS))
}
_WEAK: Final = frozenset("اويءه")
_LONG_VOWELS: Final = frozenset("اوي")
_LAST: Final = frozenset("اهيت")  # what ى and ة are written as at the end: مصطفا, المتحدت


def slips(typed: str, meant: str) -> float:
    """The cost of the cheapest slips between two words: optimal string alignment with weights."""
    above: list[float] = []
    row = _running_cost(meant)
    for i, (left, cost) in enumerate(zip(typed, _running_cost(typed)[1:], strict=True)):
        above, row, last = row, [cost], above
        for j, right in enumerate(meant):
            best = min(
                above[j] + _other(left, right, last=i == len(typed) - 1 and j == len(meant) - 1),
                above[j + 1] + _added(left, typed[i - 1 : i] if i else "", typed[i + 1 : i + 2]),
                row[j] + _extra(right, meant[j - 1 : j] if j else ""),
            )
            if i and j and left == meant[j - 1] and right == typed[i - 1]:
                best = min(best, last[j - 1] + LIKELY)
            row.append(best)
    return row[-1]


def _running_cost(word: str) -> list[float]:
    """What it costs to leave out the first letters of a word: none, one, two …"""
    costs = [0.0]
    for before, letter in zip(" " + word, word, strict=False):
        costs.append(costs[-1] + _extra(letter, before))
    return costs


def _added(letter: str, before: str, after: str) -> float:
    """A letter too many in what was typed, which the finger hit beside one of its neighbours: الكمدني."""
    is_beside = any(other and letter in NEIGHBOURS.get(other, ()) for other in (before, after))
    return min(_extra(letter, before), NEAR_KEY if is_beside else SLIP)


def _other(left: str, right: str, *, last: bool) -> float:
    if left == right:
        return 0.0
    if right in _ALIKE.get(left, ()) or (last and {left, right} <= _LAST):
        return LIKELY
    if {left, right} <= _LONG_VOWELS:
        return OTHER_VOWEL
    return NEAR_KEY if right in NEIGHBOURS.get(left, ()) else SLIP


def _extra(letter: str, before: str) -> float:
    """A letter too many or too few: likely when it is a vowel or the one before it again; of the vowels only
    ا is lost at the beginning."""
    is_vowel = letter in _WEAK if before.strip() else letter == "ا"
    return LIKELY if is_vowel or letter == before else SLIP
