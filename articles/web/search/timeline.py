"""The drawing of hits over time: years, the months of a few years, the days of a month."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language_bidi

from articles.searching.page import SearchPage
from articles.web.i18n import formatting
from articles.web.search.links import Links

MAX_MONTHS = 24
WIDTH, TALLEST = 20, 92  # of a column, in the units of a drawing 100 high


@dataclass(frozen=True, slots=True)
class Bar:
    value: str  # 2021, 2021-09 or 2021-09-14
    label: str
    count: int
    href: str
    inside: bool  # within the chosen dates
    x: int
    height: int


@dataclass(frozen=True, slots=True)
class Timeline:
    step: str  # year, month or day
    bars: tuple[Bar, ...]
    axis: tuple[str, ...]
    width: int
    outer: str = ""  # address of the next wider view

    @property
    def filled(self) -> list[Bar]:
        return [bar for bar in self.bars if bar.count]


def step_of(first: str, last: str) -> str:
    """``day`` when the chosen dates lie in one month, else ``month``: which facet the drawing needs."""
    return "day" if len(first) >= 7 and first[:7] == last[:7] else "month"


def timeline_of(page: SearchPage, links: Links, *, digits: str) -> Timeline | None:
    """The drawing for a result page; None when fewer than two periods would stand in it."""
    first, last = page.request.date_from, page.request.date_to
    counts = {
        name: {value.value: value.count for value in page.facets.get(name, ())}
        for name in ("year", "month", "day")
    }
    periods, step = _periods(first, last, counts)
    if len(periods) < 2:
        return None
    maximum = max(counts[step].get(period, 0) for period in periods) or 1
    columns = range(len(periods) - 1, -1, -1) if get_language_bidi() else range(len(periods))
    return Timeline(
        step=step,
        bars=tuple(
            Bar(
                value=period,
                label=formatting.date_text(period, digits=digits),
                count=(count := counts[step].get(period, 0)),
                href=links.to(**{"from": period, "to": period}),
                inside=_inside(period, first, last),
                x=column * WIDTH,
                height=max(2, round(TALLEST * count / maximum)),
            )
            for period, column in zip(periods, columns, strict=True)
        ),
        axis=_axis(periods, step, digits=digits),
        width=len(periods) * WIDTH,
        outer=_outer(first, last, links),
    )


def _periods(first: str, last: str, counts: Mapping[str, Mapping[str, int]]) -> tuple[list[str], str]:
    """The consecutive periods to draw, and their step."""
    if step_of(first, last) == "day":
        year, month = int(first[:4]), int(first[5:7])
        days = calendar.monthrange(year, month)[1]
        return [f"{year}-{month:02}-{day:02}" for day in range(1, days + 1)], "day"
    years = sorted(value for value, count in counts["year"].items() if count)
    if not years:
        return [], "year"
    if first and last and first[:4] == last[:4]:
        return _months(first[:4], first[:4]), "month"
    if 12 * (int(years[-1]) - int(years[0]) + 1) <= MAX_MONTHS and counts["month"]:
        return _months(years[0], years[-1]), "month"
    labelled = _years_a_label(int(years[-1]) - int(years[0]) + 1)
    drawn = -(-(int(years[-1]) - int(years[0]) + 1) // labelled) * labelled  # whole cells of the axis
    return [str(year) for year in range(int(years[-1]) - drawn + 1, int(years[-1]) + 1)], "year"


def _years_a_label(years: int) -> int:
    return max(1, -(-years // 8))


def _months(first_year: str, last_year: str) -> list[str]:
    return [
        f"{year}-{month:02}" for year in range(int(first_year), int(last_year) + 1) for month in range(1, 13)
    ]


def _inside(period: str, first: str, last: str) -> bool:
    start, end = first[: len(period)], last[: len(period)]
    return (not first or period[: len(start)] >= start) and (not last or period[: len(end)] <= end)


def _axis(periods: list[str], step: str, *, digits: str) -> tuple[str, ...]:
    """Labels at even distances, oldest first."""
    if step == "day":
        return tuple(formatting.in_digits(str(int(period[8:])), digits) for period in periods[::7])
    if step == "month":
        years = list(dict.fromkeys(period[:4] for period in periods))
        if len(years) > 1:
            return tuple(formatting.in_digits(year, digits) for year in years)
        return tuple(formatting.date_text(period, digits=digits) for period in periods[::3])
    every = _years_a_label(len(periods))
    return tuple(formatting.in_digits(period, digits) for period in periods[::every])


def _outer(first: str, last: str, links: Links) -> str:
    if not (first or last):
        return ""
    wider = first[:4] if len(first) > 4 and first[:4] == last[:4] else None
    return links.to(**{"from": wider, "to": wider})
