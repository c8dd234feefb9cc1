"""What the calendar shows: years as bars of months, months as weeks of days, tinted by how much they hold."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import get_language_bidi

from articles.web.i18n.languages import Language

Counts = Mapping[str, int]  # articles of each year, month or day, such as 2021-09
TINTS = 3
HEIGHT = 40  # of the largest month's bar


@dataclass(frozen=True, slots=True)
class Bar:
    month: int
    name: str
    count: int
    x: int
    height: int


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    count: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Years without an article, from ``first`` to ``last``."""

    first: int
    last: int


def years_and_gaps(years: Counts, months: Counts, language: Language) -> list[Year | Gap]:
    """The newest year first; the bars of all are on one scale."""
    largest = max(months.values(), default=1)
    numbers = sorted(map(int, years), reverse=True)
    rows: list[Year | Gap] = []
    for number, older in pairwise([*numbers, 0]):
        bars = tuple(_bars(number, months, largest, language))
        rows.append(Year(number, years[f"{number:04}"], bars))
        if older and number - older > 1:
            rows.append(Gap(older + 1, number - 1))
    return rows


def _bars(year: int, months: Counts, largest: int, language: Language) -> Iterator[Bar]:
    for month in range(1, 13):
        if count := months.get(f"{year:04}-{month:02}", 0):
            x = 10 * (12 - month if get_language_bidi() else month - 1)
            name = language.date(year, month)
            yield Bar(month, name, count, x, max(1, round(HEIGHT * count / largest)))


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the calendar; number 0 is a cell of another month. ``tint`` from 0 to TINTS."""

    number: int
    date: str
    count: int
    tint: int


@dataclass(frozen=True, slots=True)
class Month:
    number: int
    date: str  # 2021-09
    name: str
    count: int
    weeks: tuple[tuple[Day, ...], ...] = ()


def month(year: int, number: int, months: Counts, days: Counts, language: Language) -> Month:
    """A month day by day, tinted against the fullest day of ``days``."""
    weeks = calendar.Calendar(language.first_weekday)
    period = f"{year:04}-{number:02}"
    largest = max(days.values(), default=1)

    def cell(day: int) -> Day:
        count = days.get(f"{period}-{day:02}", 0)
        return Day(day, f"{period}-{day:02}", count, -(-TINTS * count // largest))

    return Month(
        number=number,
        date=period,
        name=language.months[number - 1],
        count=months.get(period, 0),
        weeks=tuple(tuple(map(cell, week)) for week in weeks.monthdayscalendar(year, number)),
    )


def weekdays(language: Language) -> list[tuple[str, str]]:
    """Signs and full names of the days, in the order of the calendar."""
    first = language.first_weekday
    days = list(zip(language.weekday_signs, language.weekdays, strict=True))
    return days[first:] + days[:first]
