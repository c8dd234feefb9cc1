"""Cells that no spreadsheet runs as formulas, and the texts that they were made of."""

from __future__ import annotations

import re
from typing import Final

# What begins a formula, at the start of a cell or behind what some spreadsheets take for the end of one:
# where a comma separates decimals, a semicolon separates cells. Spreadsheets read full-width signs alike.
# Apostrophes that stand there already get one more, so that the text can be had back.
_START: Final = r"(?:^|(?<=[;\t\r\n]))"
_FORMULA: Final = r"[\s']*[=+\-@＝＋－＠]"
_UNGUARDED: Final = re.compile(rf"{_START}(?={_FORMULA})|^(?='*[\t\r])")
_GUARDED: Final = re.compile(rf"{_START}'(?={_FORMULA})|^'(?='*[\t\r])")


def guarded_cell(value: str) -> str:
    """A cell that a spreadsheet does not run as a formula: an apostrophe makes it text.

    >>> guarded_cell("=1+1")
    "'=1+1"
    """
    return _UNGUARDED.sub("'", value)


def unguarded_cell(value: str) -> str:
    """The opposite of :func:`guarded_cell`."""
    return _GUARDED.sub("", value)
