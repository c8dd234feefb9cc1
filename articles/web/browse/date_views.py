"""The calendar: years and their months, the days of a year, one day, and this day in the past."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.indexing.runtime import current_searcher
from articles.models import Article
from articles.searching.facet_counts import counts
from articles.web.site.languages import Language, current_language

ARTICLES_OF_A_DAY = 200


@dataclass(frozen=True, slots=True)
class Day:
    """A cell of the calendar; number 0 is a cell of another month."""

    number: int
    date: str
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    date: str  # 2021-09
    name: str
    count: int
    weeks: tuple[tuple[Day, ...], ...] = ()


@require_safe
def dates_view(request: HttpRequest) -> HttpResponse:
    """The years, with a link to each one's calendar."""
    years = sorted(counts(current_searcher(), "year").items(), reverse=True)
    maximum = max((count for _year, count in years), default=1)
    return render(request, "browse/dates.html", {"years": years, "largest": maximum, "nav": "dates"})


@require_safe
def year_view(request: HttpRequest, year: int) -> HttpResponse:
    """A year's twelve months, day by day."""
    searcher = current_searcher()
    years, months, days = (counts(searcher, step) for step in ("year", "month", "day"))
    total = years.get(f"{year:04}", 0)
    if not total:
        raise Http404
    language = current_language()
    cells = [_month(year, month, months, days, language) for month in range(1, 13)]
    context = {
        "year": year,
        "total": total,
        "months": cells,
        "weekdays": _weekdays(language),
        "before": max((int(each) for each in years if int(each) < year), default=0),
        "after": min((int(each) for each in years if int(each) > year), default=0),
        "nav": "dates",
    }
    return render(request, "browse/year.html", context)


def _month(year: int, month: int, months: dict[str, int], days: dict[str, int], language: Language) -> Month:
    weeks = calendar.Calendar(language.first_weekday)
    period = f"{year}-{month:02}"
    return Month(
        date=period,
        name=language.months[month - 1],
        count=months.get(period, 0),
        weeks=tuple(
            tuple(Day(day, f"{period}-{day:02}", days.get(f"{period}-{day:02}", 0)) for day in week)
            for week in weeks.monthdayscalendar(year, month)
        ),
    )


def _weekdays(language: Language) -> list[tuple[str, str]]:
    """Signs and full names of the days, in the order of the calendar."""
    first = language.first_weekday
    days = list(zip(language.weekday_signs, language.weekdays, strict=True))
    return days[first:] + days[:first]


@require_safe
def past_view(request: HttpRequest) -> HttpResponse:
    """What was published on this day of the year, in every year; ``?day=09-14`` asks for another day."""
    today = timezone.localdate()
    asked = request.GET.get("day", "")
    try:
        day = date.fromisoformat(f"2000-{asked}") if asked else today
    except ValueError as error:
        raise Http404 from error
    ending = f"-{day.month:02}-{day.day:02}"
    rows = Article.objects.published().filter(published__endswith=ending, published__regex=r"^....-..-..$")
    articles = rows.select_related("source").defer("body").order_by("-published", "-pk")[:ARTICLES_OF_A_DAY]
    years = [(year, list(group)) for year, group in groupby(articles, key=lambda a: a.published[:4])]
    return render(request, "browse/past.html", {"day": day, "years": years, "nav": "dates"})
