"""Lines of text: made readable, and made comparable."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from articles.arabic.dates.numerals import TO_WESTERN
from articles.arabic.orthography.characters import HARAKAT, INVISIBLE, SPELLINGS, TATWEEL

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
# Letters of other languages stay: the fingerprints of stored texts are made of folded ones.
_LETTERS: Final = SPELLINGS | TO_WESTERN | {ord(sign): None for sign in (*HARAKAT, TATWEEL, *INVISIBLE)}
_SMALL: Final = {
    code: ord(small) for code in range(0xD800) if len(small := chr(code).lower()) == 1 and small != chr(code)
}
_FOLDS: Final = _SMALL | _LETTERS
NONE: Final = 0xFFFF  # no character
_LONG: Final = 64  # characters from which NumPy beats str.translate (1,500: 28 µs instead of 188)
_WORD: Final = re.compile(r"[^\W_]+")


def tidy(line: str) -> str:
    """A line as people see it: leftovers of HTML decoded, control characters gone, ends trimmed."""
    if "&" in line:
        line = _ENTITY.sub(lambda entity: html.unescape(entity.group()), line)
    return _CONTROL.sub(" ", line).strip(" \t\u00a0\ufeff\u200b")


def whole_characters(text: str) -> str:
    """The text with halves of UTF-16 pairs joined, and U+FFFD in place of those that stand alone."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def fold(text: str) -> str:
    """The text with spellings of one letter made equal (أ إ آ, ة ه, ى ي, ئ ؤ), without harakat, with single
    spaces, small Latin letters and 0-9: to compare lines and to match rules, never to be shown."""
    return " ".join((text.translate(_FOLDS) if len(text) < _LONG else mapped(text, _folds())).split())


def tokens(text: str) -> list[str]:
    """The words of ``fold(text)``: its runs of letters and digits."""
    return mapped(text, word_table()).split()


Table = npt.NDArray[np.uint16]  # what becomes of each UTF-16 code unit; NONE drops it


def mapped(text: str, table: Table) -> str:
    """The text with every character put through a table."""
    codes = table[np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")]
    left: bytes = codes[codes != NONE].astype("<u2").tobytes()
    return left.decode("utf-16-le", "surrogatepass")


@cache
def word_table() -> Table:
    """Letters and digits as :func:`fold` makes them, spaces for all else."""
    table = _folds().copy()
    for code in range(0x10000):
        if table[code] != NONE and not chr(int(table[code])).isalnum():
            table[code] = ord(" ")
    return table


@cache
def _folds() -> Table:
    return table_of(_FOLDS)


def table_of(signs: Mapping[int, int | str | None]) -> Table:
    """What ``str.translate`` takes, as a table."""
    table = np.arange(0x10000, dtype=np.uint16)
    for code, sign in signs.items():
        table[code] = NONE if sign is None else ord(sign) if isinstance(sign, str) else sign
    return table


def fold_pattern(pattern: str) -> str:
    """A regular expression in the letters of :func:`fold`; its Latin letters must be small ones."""
    return pattern.translate(_LETTERS)


def unfolded(text: str, place: int) -> int:
    """The place in ``text`` of character ``place`` of ``fold(text)``, after spaces and marks before it."""
    return bisect_right(range(len(text) + 1), place, key=lambda end: len(fold(text[:end]))) - 1


def words(text: str) -> list[str]:
    """The runs of letters and digits of a folded text."""
    return _WORD.findall(text)


def ends_sentence(line: str) -> bool:
    """Whether a line closes as sentences do, inside quotes and brackets too."""
    return line.rstrip(' "”»)]').endswith((".", "؟", "!", "…", "?"))
