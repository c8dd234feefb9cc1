"""Dates of numbers alone, whose order somebody knows: 03/02/2019 is one of two days."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

from articles.arabic.dates.numerals import TO_WESTERN

Order = Literal["", "day", "month"]  # what such a date begins with; "" when nobody knows
_NUMBERS: Final = re.compile(r"\W*(\d{1,4})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{2,4})(?!\d)")
_MARKS: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_PIVOT: Final = 70  # years of two digits from here on are of the 20th century


def numbers_of(text: str) -> tuple[int, int, int] | None:
    """The three numbers with which a text begins, as a date has them."""
    found = _NUMBERS.match(_MARKS.sub("", text).translate(TO_WESTERN))
    return (int(found[1]), int(found[3]), int(found[4])) if found else None


def in_order(text: str, order: Order) -> str:
    """The date with which the text begins as ``YYYY-MM-DD``, read in this order; year first where it is so.
    "" when the text begins with no date, or with none in this order."""
    numbers = numbers_of(text)
    if not numbers or not order:
        return ""
    first, second, third = numbers
    if first > 99:
        year, month, day = numbers
    else:
        day, month = (first, second) if order == "day" else (second, first)
        year = third if third > 99 else third + (1900 if third >= _PIVOT else 2000)
    try:
        return date(year, month, day).isoformat() if year >= 1600 else ""
    except ValueError:
        return ""
