"""A day's articles between the days beside it; and this day of the year, in all years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.indexing.runtime import current_searcher
from articles.models import Article, ArticleQuerySet
from articles.models.lookups import CodeOrder
from articles.searching.facet_counts import counts
from articles.web.browse import calendar_data
from articles.web.i18n.languages import current_language

PER_PAGE = 40
OF_A_YEAR = 20  # in the list of this day of the year; the day's own page has all
MAX_YEARS = 50
OTHER_YEARS = 8


@dataclass(frozen=True, slots=True)
class SourceOfDay:
    slug: str
    name: str
    count: int


@require_safe
def day_view(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The articles of a day in the order in which they came, copies folded under the first;
    ``?source=`` shows those of one source."""
    try:
        asked = date(year, month, day).isoformat()
    except ValueError as error:
        raise Http404 from error
    searcher = current_searcher()
    months, days = (counts(searcher, step) for step in ("month", "day"))
    language = current_language()
    rows = Article.objects.published().filter(published=asked)
    sources = _sources(rows)
    chosen = request.GET.get("source", "")
    if chosen:
        rows = rows.filter(source__slug=chosen)
    page = Paginator(_without_copies(rows), PER_PAGE).get_page(request.GET.get("page"))
    before = max((each for each in days if each < asked), default="")
    after = min((each for each in days if each > asked), default="")
    context = {
        "day": asked,
        "year": year,
        "count": days.get(asked, 0),
        "sources": sources,
        "chosen": chosen,
        "page": page,
        "page_query": urlencode({"source": chosen}) if chosen else "",
        "copies": _copies(rows, page.object_list),
        "before": (before, days.get(before, 0)),
        "after": (after, days.get(after, 0)),
        "other_years": _other_years(days, asked),
        "month": calendar_data.month(year, month, months, _of_month(days, asked), language),
        "weekdays": calendar_data.weekdays(language),
        "nav": "dates",
    }
    return render(request, "browse/day.html", context)


def _sources(rows: ArticleQuerySet) -> list[SourceOfDay]:
    """The sources of the day, the fullest first."""
    found = rows.exclude(source=None).values_list("source__slug", "source__name").annotate(n=Count("pk"))
    return [SourceOfDay(*each) for each in found.order_by("-n", CodeOrder("source__name"))]


def _without_copies(rows: ArticleQuerySet) -> ArticleQuerySet:
    """Of each group of copies the one that came first."""
    earlier = rows.filter(duplicate_group=OuterRef("duplicate_group"), pk__lt=OuterRef("pk"))
    firsts = rows.filter(Q(duplicate_group=0) | ~Exists(earlier.order_by()))
    return firsts.order_by("pk").select_related("source").defer("evidence", "related_links")


def _copies(rows: ArticleQuerySet, shown: Iterable[Article]) -> dict[int, int]:
    """How many copies are folded under the first of each group that is shown."""
    groups = {article.duplicate_group for article in shown} - {0}
    found = rows.filter(duplicate_group__in=groups).order_by().values_list("duplicate_group")
    return {group: count - 1 for group, count in found.annotate(n=Count("pk")) if count > 1}


def _of_month(days: Mapping[str, int], day: str) -> dict[str, int]:
    return {each: count for each, count in days.items() if each.startswith(day[:8])}


def _other_years(days: Mapping[str, int], day: str) -> list[tuple[str, int]]:
    """The same day of other years and what they hold, the newest first."""
    same = sorted((each for each in days if each[4:] == day[4:] and each != day), reverse=True)
    return [(each, days[each]) for each in same[:OTHER_YEARS]]


@require_safe
def past_view(request: HttpRequest) -> HttpResponse:
    """What was published on this day of the year, in every year; ``?day=09-14`` asks for another day."""
    asked = request.GET.get("day", "")
    try:
        day = date.fromisoformat(f"2000-{asked}") if asked else timezone.localdate()
    except ValueError as error:
        raise Http404 from error
    ending = f"-{day.month:02}-{day.day:02}"
    days = counts(current_searcher(), "day")
    rows = Article.objects.published().filter(published__endswith=ending, published__regex=r"^....-..-..$")
    place = Window(RowNumber(), partition_by=F("published"), order_by=F("pk").asc())
    newest = rows.annotate(place=place).filter(place__lte=OF_A_YEAR).order_by("-published", "pk")
    articles = newest.select_related("source").defer("body")[: OF_A_YEAR * MAX_YEARS]
    years = [
        (date.fromisoformat(each), days.get(each, 0), list(group))
        for each, group in groupby(articles, key=lambda article: article.published)
    ]
    context = {"day": day, "years": years, "nav": "dates"}
    return render(request, "browse/past.html", context)
