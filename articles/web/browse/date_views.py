"""The calendar: years and their months, the days of a year, the undated."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.arabic.dates.parser import parse_period
from articles.indexing.runtime import current_searcher
from articles.models import Article, ArticleQuerySet
from articles.models.archive import visible_sources
from articles.searching.facet_counts import counts
from articles.web.browse import calendar_data
from articles.web.i18n.languages import current_language

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
def undated_view(request: HttpRequest) -> HttpResponse:
    """Articles whose date is not known, or only the year or the month of it; ``?source=`` those of one."""
    precision = request.GET.get("known", "")
    if precision not in PRECISIONS:
        raise Http404
    rows = _published().filter(published__regex=PRECISIONS[precision]).order_by("-published", "pk")
    slug = request.GET.get("source", "")
    source = get_object_or_404(visible_sources(), slug=slug) if slug else None
    if source:
        rows = rows.filter(source=source)
    page = Paginator(rows.select_related("source").defer("body"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "precision": precision,
        "source": source,
        "page_query": urlencode({"known": precision, "source": slug} if source else {"known": precision}),
        "nav": "dates",
    }
    return render(request, "browse/undated.html", context)


def _published() -> ArticleQuerySet:
    return Article.objects.published().defer("evidence", "related_links")
