"""The calendar: years and their months, the days of a year, one day, the undated, this day in the past."""

from __future__ import annotations

from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.arabic.dates.parser import parse_period
from articles.indexing.runtime import current_searcher
from articles.models import Article, ArticleQuerySet
from articles.searching.facet_counts import counts
from articles.web.browse import calendar_data
from articles.web.i18n.languages import current_language

ARTICLES_OF_A_DAY = 200
PER_PAGE = 50
MAX_ASKED = 100  # characters of a date that is looked for
PRECISIONS = {"": r"^$", "year": r"^....$", "month": r"^....-..$"}  # how much of a date; the rest is unknown


@require_safe
def dates_view(request: HttpRequest) -> HttpResponse:
    """The years as bars of their months; ``?date=`` leads to the day or the year that is written."""
    asked = request.GET.get("date", "").strip()[:MAX_ASKED]
    if asked and (period := parse_period(asked)) and (day := period.first or period.last):
        return _to_period(str(day))
    searcher = current_searcher()
    years, months, days = (counts(searcher, step) for step in ("year", "month", "day"))
    context = {
        "rows": calendar_data.years_and_gaps(years, months, current_language()),
        "first": min(days, default=""),
        "last": max(days, default=""),
        "undated": _published().filter(published="").count(),
        "year_only": sum(years.values()) - sum(months.values()),
        "month_only": sum(months.values()) - sum(days.values()),
        "asked": asked,
        "nav": "dates",
    }
    return render(request, "browse/dates.html", context)


def _to_period(first: str) -> HttpResponse:
    year, month, day = ([*first.split("-"), "", ""])[:3]
    if day:
        return redirect("day", int(year), int(month), int(day))
    response = redirect("year", int(year))
    response["Location"] += f"#m{int(month)}" if month else ""
    return response


@require_safe
def year_view(request: HttpRequest, year: int) -> HttpResponse:
    """A year's twelve months, day by day."""
    searcher = current_searcher()
    years, months, days = (counts(searcher, step) for step in ("year", "month", "day"))
    total = years.get(f"{year:04}", 0)
    if not total:
        raise Http404
    language = current_language()
    of_it = {day: count for day, count in days.items() if day.startswith(f"{year:04}-")}
    context = {
        "year": year,
        "total": total,
        "months": [calendar_data.month(year, number, months, of_it, language) for number in range(1, 13)],
        "weekdays": calendar_data.weekdays(language),
        "before": max((int(each) for each in years if int(each) < year), default=0),
        "after": min((int(each) for each in years if int(each) > year), default=0),
        "nav": "dates",
    }
    return render(request, "browse/year.html", context)


@require_safe
def day_view(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The articles of a day in the order in which they came, between the days beside it that have some."""
    try:
        asked = date(year, month, day).isoformat()
    except ValueError as error:
        raise Http404 from error
    searcher = current_searcher()
    months, days = (counts(searcher, step) for step in ("month", "day"))
    language = current_language()
    of_it = {each: count for each, count in days.items() if each.startswith(asked[:8])}
    before = max((each for each in days if each < asked), default="")
    after = min((each for each in days if each > asked), default="")
    rows = _published().filter(published=asked).order_by("pk")
    context = {
        "day": asked,
        "year": year,
        "count": days.get(asked, 0),
        "articles": rows.select_related("source")[:ARTICLES_OF_A_DAY],
        "before": (before, days.get(before, 0)),
        "after": (after, days.get(after, 0)),
        "month": calendar_data.month(year, month, months, of_it, language),
        "weekdays": calendar_data.weekdays(language),
        "nav": "dates",
    }
    return render(request, "browse/day.html", context)


@require_safe
def undated_view(request: HttpRequest) -> HttpResponse:
    """Articles whose date is not known, or only the year or the month of it."""
    precision = request.GET.get("known", "")
    if precision not in PRECISIONS:
        raise Http404
    rows = _published().filter(published__regex=PRECISIONS[precision]).order_by("-published", "pk")
    page = Paginator(rows.select_related("source").defer("body"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "precision": precision,
        "page_query": f"known={precision}" if precision else "",
        "nav": "dates",
    }
    return render(request, "browse/undated.html", context)


def _published() -> ArticleQuerySet:
    return Article.objects.published().defer("evidence", "related_links")


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
