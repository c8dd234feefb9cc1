"""Lines of text: made readable, and made comparable."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_SAME: Final = {
    **dict(zip("أإآٱةىیکۀئؤ", "ااااهييكهيو", strict=True)),
    **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789", strict=True)),
    **dict.fromkeys("ـًٌٍَُِّْٰ\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"),
}
_FOLDS: Final = str.maketrans(_SAME)
_WORD: Final = re.compile(r"[^\W_]+")


def tidy(line: str) -> str:
    """A line as people see it: leftovers of HTML decoded, control characters gone, ends trimmed."""
    if "&" in line:
        line = _ENTITY.sub(lambda entity: html.unescape(entity.group()), line)
    return _CONTROL.sub(" ", line).strip(" \t\u00a0\ufeff\u200b")


def fold(text: str) -> str:
    """The text with spellings of one letter made equal (أ إ آ, ة ه, ى ي, ئ ؤ), without harakat, with single
    spaces and 0-9: to compare lines and to match rules, never to be shown."""
    return " ".join(text.translate(_FOLDS).casefold().split())


def fold_pattern(pattern: str) -> str:
    """A regular expression in the letters of :func:`fold`."""
    return pattern.translate(_FOLDS)


def unfolded(text: str, place: int) -> int:
    """The place in ``text`` of character ``place`` of ``fold(text)``, after spaces and marks before it."""
    return bisect_right(range(len(text) + 1), place, key=lambda end: len(fold(text[:end]))) - 1


def words(text: str) -> list[str]:
    """The runs of letters and digits of a folded text."""
    return _WORD.findall(text)


def ends_sentence(line: str) -> bool:
    """Whether a line closes as sentences do, inside quotes and brackets too."""
    return line.rstrip(' "”»)]').endswith((".", "؟", "!", "…", "?"))
