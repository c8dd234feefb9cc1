"""Searches side by side over time: how many articles of each period each one finds, and of how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from django.http import QueryDict

from articles.indexing.runtime import Searcher, current_searcher
from articles.search.types import Query
from articles.searching.query.reader import QueryReader
from articles.searching.request import MAX_TEXT, SearchRequest

Step = Literal["year", "month", "week", "day"]
STEPS: tuple[Step, ...] = ("year", "month", "week", "day")
FACETS = ("year", "month", "day")  # as engines count; a week is the sum of its days
LENGTHS: dict[Step, int] = {"year": 4, "month": 7, "week": 10, "day": 10}  # letters of a period's name
MAX_QUERIES = 6  # as many lines as can be told apart on one chart
MAX_MONTHS = 60  # more periods than these are years, unless the reader asks for months
MAX_DAYS = 62  # more periods than these are months, where days may be chosen
MAX_PERIODS = 480  # forty years of months


@dataclass(frozen=True, slots=True)
class Series:
    """One search: its articles in each period. ``total`` counts those of all periods together."""

    text: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``periods`` follow each other without a gap, oldest first: 2021, 2021-09 or 2021-09-14;
    a week is named by its first day, a Monday.

    ``totals`` are all articles of each period that the filters let through, for shares.
    """

    step: Step
    periods: tuple[str, ...]
    totals: tuple[int, ...]
    series: tuple[Series, ...]

    def per_thousand(self, series: Series) -> tuple[float | None, ...]:
        """The share of all articles; None for a period of which the archive has none."""
        return tuple(
            1000 * count / total if total else None
            for count, total in zip(series.counts, self.totals, strict=True)
        )


def requests_of(params: QueryDict) -> tuple[tuple[SearchRequest, ...], int]:
    """One request for each distinct ``q``, all with the same other parameters; and how many there are beyond
    the ``MAX_QUERIES`` that are read."""
    texts = list(dict.fromkeys(text.strip() for text in params.getlist("q") if text.strip()))
    shared = SearchRequest.from_params(params)
    requests = (
        replace(shared, text=text[:MAX_TEXT], cut=len(text) > MAX_TEXT) for text in texts[:MAX_QUERIES]
    )
    return tuple(requests), max(0, len(texts) - MAX_QUERIES)


def compare(
    requests: Sequence[SearchRequest],
    step: Step | None = None,
    *,
    days: bool = False,
    searcher: Searcher | None = None,
) -> Comparison:
    """Count what each request finds in the span of dates that the first one names.

    Without dates the span is from the first article found to the last. ``step`` None chooses months for up
    to five years, else years; with ``days`` it chooses days for up to two months, of which a line would have
    three points. A step that would give too many periods is widened. Raises SearchError.
    """
    searcher = searcher or current_searcher()
    reader = QueryReader(searcher)
    facets = FACETS if days or step in ("week", "day") else FACETS[:2]
    found = [_counts(searcher, reader.read(request, facets=facets)) for request in requests]
    every = replace(requests[0], text="") if requests else SearchRequest()
    whole = _counts(searcher, reader.read(every, facets=facets))
    first, last = (requests[0].date_from, requests[0].date_to) if requests else ("", "")
    spans = found if any(map(_any, found)) else [whole]
    chosen, periods = _periods(step, _edge(first, spans, min), _edge(last, spans, max), days=days)
    return Comparison(
        step=chosen,
        periods=periods,
        totals=tuple(whole[chosen].get(period, 0) for period in periods),
        series=tuple(
            Series(request.text, tuple(counts[chosen].get(period, 0) for period in periods))
            for request, counts in zip(requests, found, strict=True)
        ),
    )


def count(request: SearchRequest, *, searcher: Searcher | None = None) -> int:
    """How many articles a request finds. Raises SearchError."""
    searcher = searcher or current_searcher()
    return searcher.engine.search(QueryReader(searcher).read(request), limit=0).total


Counts = dict[str, dict[str, int]]  # by step, then by period


def _counts(searcher: Searcher, query: Query) -> Counts:
    hits = searcher.engine.search(query, limit=0)
    counts = {name: {value.value: value.count for value in values} for name, values in hits.facets.items()}
    if "day" in counts:
        counts["week"] = {}
        for day, number in counts["day"].items():
            week = first_of_week(date.fromisoformat(day)).isoformat()
            counts["week"][week] = counts["week"].get(week, 0) + number
    return counts


def first_of_week(day: date) -> date:
    """The Monday of the day's week; of the first week of the calendar, its first day."""
    return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))


def _any(counts: Counts) -> bool:
    return any(map(bool, counts.values()))


def _edge(asked: str, found: Iterable[Counts], pick: Callable[[Iterable[str]], str]) -> str:
    """The date that was asked for, else the first or last one found, as precisely as it is known: with
    articles of 2015-07 the year 2015 does not begin in January. '' when nothing is dated."""
    edge = asked
    for step in () if asked else FACETS:
        within = [each for counts in found for each in counts.get(step, ()) if each.startswith(edge)]
        edge = pick(within) if within else edge
    return edge


def _periods(step: Step | None, first: str, last: str, *, days: bool) -> tuple[Step, tuple[str, ...]]:
    """The step, and the periods from ``first`` to ``last``; the one stands for the other where it is ''."""
    first, last = first or last, last or first
    if not first:
        return step or "year", ()
    tried: list[tuple[Step, int]] = [(step, MAX_PERIODS)] if step else [("month", MAX_MONTHS)]
    if step in ("week", "day"):
        tried.append(("month", MAX_PERIODS))
    elif step is None and days:
        tried.insert(0, ("day", MAX_DAYS))
    for candidate, limit in tried:
        periods = tuple(islice(consecutive(first, last, candidate), limit + 1))
        if len(periods) <= limit:
            return candidate, periods
    return "year", tuple(islice(consecutive(first, last, "year"), MAX_PERIODS))


def consecutive(first: str, last: str, step: Step) -> Iterator[str]:
    """The periods from ``first`` to ``last``, both included and of any precision.

    >>> list(consecutive("2020-11", "2021", "year")), list(consecutive("2020-11", "2020", "month"))
    (['2020', '2021'], ['2020-11', '2020-12'])
    """
    day = date.fromisoformat((first + "-01-01")[:10])
    if step == "week":
        day = first_of_week(day)
    while (period := day.isoformat()[: LENGTHS[step]]) <= last + "-99-99":
        yield period
        try:
            day = _next(day, step)
        except (OverflowError, ValueError):  # after the year 9999
            return


def _next(day: date, step: Step) -> date:
    if step == "day":
        return day + timedelta(days=1)
    if step == "week":
        return first_of_week(day) + timedelta(days=7)
    if step == "month" and day.month < 12:
        return day.replace(month=day.month + 1, day=1)
    return date(day.year + 1, 1, 1)
