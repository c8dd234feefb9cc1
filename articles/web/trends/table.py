"""The table of a comparison: each number with the address of its articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from articles.rendering.chart.model import Line
from articles.web.search.links import Links
from articles.web.trends.presenter import Wording

MAX_ADDRESSES: Final = 400_000  # bytes, of all cells


@dataclass(frozen=True, slots=True)
class Cell:
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A period's numbers; ``difference`` is of the first two of exactly two queries."""

    period: str
    cells: tuple[Cell, ...]
    whole: str
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: Row


def table_of(wording: Wording, links: Links) -> Table:
    """The table; its numbers lead nowhere where their addresses together would weigh too much."""
    comparison = wording.comparison
    lines = wording.lines()
    longest = max((len(links.to(q=series.text).encode()) for series in comparison.series), default=0)
    linked = longest * len(lines) * len(comparison.periods) <= MAX_ADDRESSES
    rows = tuple(
        _row(wording, index, period, lines, links if linked else None)
        for index, period in enumerate(comparison.periods)
    )
    whole = sum(comparison.totals)
    sums = [
        (1000 * series.total / whole if whole else None) if wording.shares else series.total
        for series in comparison.series
    ]
    return Table(
        heads=tuple(series.text for series in comparison.series),
        rows=rows,
        sums=Row(
            period=_("المجموع"),
            cells=tuple(Cell(wording.value(value)) for value in sums),
            whole=wording.value(whole),
            difference=_difference(wording, *sums) if len(sums) == 2 else "",
        ),
    )


def _row(wording: Wording, index: int, period: str, lines: tuple[Line, ...], links: Links | None) -> Row:
    cells = tuple(
        Cell(line.words[index], links.to(q=series.text, **{"from": period, "to": wording.last_day(period)}))
        if links and series.counts[index]
        else Cell(line.words[index])
        for line, series in zip(lines, wording.comparison.series, strict=True)
    )
    values = [line.values[index] for line in lines]
    return Row(
        period=wording.period(period),
        cells=cells,
        whole=wording.value(wording.comparison.totals[index]),
        difference=_difference(wording, *values) if len(values) == 2 else "",
    )


def _difference(wording: Wording, first: float | None, second: float | None) -> str:
    if first is None or second is None:
        return "–"
    words = wording.value(abs(first - second))
    if words == wording.value(0):
        return _("لا فرق")
    return (_("%(count)s للأوّل") if first > second else _("%(count)s للثاني")) % {"count": words}
