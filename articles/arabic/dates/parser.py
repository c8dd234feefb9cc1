"""Dates in Arabic text and in date filters, each with the words it came from and its precision.

A date has a year: ``23 تشرين الثاني`` alone is none. Hijri dates are turned by the ``hijridate`` tables
(Umm al-Qura) and marked approximate, since sightings of the moon differ by a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from hijridate import Hijri

from articles.arabic.dates.grammar import (
    PERSIAN_YEARS,
    Calendar,
    Reading,
    extent,
    only_reading,
    origins,
    plain,
    readings,
)

_PERSIAN_DIGITS: Final = re.compile("[۰-۹]")

Precision = Literal["day", "month", "year"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A Gregorian date as far as it is known; ``str()`` gives ``2021-09-09``, ``2021-09`` or ``2021``."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> Precision:
        return "day" if self.day else "month" if self.month else "year"

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date, and ``evidence``: the characters ``start`` to ``end`` of the text it was read from."""

    date: PartialDate
    start: int
    end: int
    evidence: str
    calendar: Calendar = "gregorian"
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``first`` to ``last``, both included; either may be open (None)."""

    first: PartialDate | None
    last: PartialDate | None
    approximate: bool = False


def find_dates(text: str) -> list[FoundDate]:
    """Every date with a year in the text, in order.

    Months may be written in any vocabulary of :mod:`~articles.arabic.dates.months`, doubled
    (``31 ديسمبر / كانون الأول 2021``), numeric with the day first, ISO, or Hijri; digits in any script. A
    lone year counts after ``عام`` or ``سنة`` only. A Hijri month without a day is placed by its middle.
    """
    simple = plain(text)
    found = [(reading, day) for reading in readings(simple) if (day := _gregorian(reading))]
    if _PERSIAN_DIGITS.search(text):
        found = [(reading, day) for reading, day in found if reading.year not in PERSIAN_YEARS]
    if not found:
        return []
    places = origins(text)
    return [
        _found(text, reading, day, [places[at] for at in extent(simple, reading)]) for reading, day in found
    ]


def parse_date(text: str) -> PartialDate | None:
    """The date that the whole text states, for metadata and filters; None when it is not one date.

    Beyond :func:`find_dates` it takes a year alone (``2021``), a numeric month (``2021-09``, ``09/2021``),
    ``20210909`` and a time of day after the date. A Hijri year is placed by its middle.
    """
    reading = only_reading(plain(text).strip())
    if not reading or (reading.year in PERSIAN_YEARS and _PERSIAN_DIGITS.search(text)):
        return None
    if reading.calendar == "hijri" and not reading.month:
        middle = _gregorian(replace(reading, month=7))
        return PartialDate(middle.year) if middle else None
    return _gregorian(reading)


def parse_period(text: str) -> Period | None:
    """The days that a date filter means: a date of any precision, or two with ``..`` between them.

    ``2021`` is the whole year, ``صفر 1443`` the days of that Hijri month; ``2021-09..`` and ``..2021-09``
    are open. None when a part is not a date or the first lies after the last.
    """
    first, dots, last = plain(text).strip().partition("..")
    if not dots:
        return _period(first)
    begin = _period(first) if first.strip() else Period(None, None)
    end = _period(last) if last.strip() else Period(None, None)
    if not begin or not end or not (begin.first or end.last):
        return None
    if begin.first and end.last and _key(begin.first, 0) > _key(end.last, 99):
        return None
    return Period(begin.first, end.last, begin.approximate or end.approximate)


def _found(text: str, reading: Reading, day: PartialDate, place: list[int]) -> FoundDate:
    start, end = place
    return FoundDate(day, start, end, text[start:end], reading.calendar, reading.calendar == "hijri")


def _gregorian(reading: Reading) -> PartialDate | None:
    """The Gregorian date of a reading; None when there is no such day or the tables do not reach it."""
    try:
        if reading.calendar == "gregorian":
            date(reading.year, reading.month or 1, reading.day or 1)
            return PartialDate(reading.year, reading.month, reading.day)
        turned = Hijri(reading.year, reading.month or 1, reading.day or 15).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return PartialDate(turned.year, turned.month, turned.day if reading.day else None)


def _period(simple: str) -> Period | None:
    reading = only_reading(simple.strip())
    if not reading:
        return None
    if reading.calendar == "hijri" and not reading.day:
        return _hijri_period(reading.year, reading.month)
    day = _gregorian(reading)
    return Period(day, day, approximate=reading.calendar == "hijri") if day else None


def _hijri_period(year: int, month: int | None) -> Period | None:
    try:
        last_day = Hijri(year, month or 12, 1).month_length()
        first = Hijri(year, month or 1, 1).to_gregorian()
        last = Hijri(year, month or 12, last_day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    begin, end = (PartialDate(day.year, day.month, day.day) for day in (first, last))
    return Period(begin, end, approximate=True)


def _key(day: PartialDate, missing: int) -> tuple[int, int, int]:
    return day.year, day.month or missing, day.day or missing
