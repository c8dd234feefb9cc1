"""A source: what the archive holds of it, from when to when, what is missing, and its newest articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.indexing.runtime import current_searcher
from articles.models import Source
from articles.models.archive import visible_sources
from articles.models.lookups import CodeOrder
from articles.search.types import Filter
from articles.searching.facet_counts import counts_within
from articles.web.browse.calendar_data import Counts
from articles.web.browse.former_names import follows_former_names

PER_PAGE = 30
SHOWN = 6  # sections and authors
HEIGHT = 84  # pixels of the fullest bar
LABELLED = 5  # of so many one keeps its label on a phone
MIN_GAP = 3  # months without an article


@dataclass(frozen=True, slots=True)
class Bar:
    """A year or a month. Without articles it has the height of none, and stands dashed."""

    period: str  # 2015 or 2015-07
    count: int
    height: int
    labelled: bool


@dataclass(frozen=True, slots=True)
class Share:
    name: str
    count: int
    percent: int  # of the largest


@require_safe
@follows_former_names(Source)
def source_view(request: HttpRequest, slug: str) -> HttpResponse:
    source = get_object_or_404(visible_sources(), slug=slug)
    published = source.articles.published()
    if not (request.user.is_staff or published.exists()):
        raise Http404  # what only drafts carry is nobody's business yet
    page = Paginator(published.newest_first().defer("body"), PER_PAGE).get_page(request.GET.get("page"))
    facets = ("year", "month", "day", "section", "author")
    held = counts_within(current_searcher(), Filter("source", (slug,)), facets, maximum=SHOWN)
    context = {
        "source": source,
        "articles": page,
        "first": _edge(held, min),
        "last": _edge(held, max),
        "bars": bars(held["year"], held["month"]),
        "gaps": gaps(held["month"]),
        "undated": published.filter(published="").count(),
        "sections": _shares(held["section"]),
        "authors": _shares(held["author"]),
        "former": source.former.order_by(CodeOrder("name")).values_list("name", flat=True),
        "nav": "sources",
    }
    return render(request, "browse/source.html", context)


def _edge(held: Mapping[str, Counts], pick: Callable[[Iterable[str]], str]) -> str:
    """The first or the last date, as precisely as it is known; '' while nothing is dated."""
    edge = ""
    for step in ("year", "month", "day"):
        within = [each for each in held[step] if each.startswith(edge)]
        edge = pick(within) if within else edge
    return edge


def bars(years: Counts, months: Counts) -> list[Bar]:
    """Every year from the first to the last, those without articles too; of one year its months."""
    numbers = sorted(map(int, years))
    if len(numbers) == 1 and len(months) > 1:
        places = range(int(min(months)[5:]), int(max(months)[5:]) + 1)
        return _bars([f"{numbers[0]:04}-{month:02}" for month in places], months)
    span = range(numbers[0], numbers[-1] + 1) if len(numbers) > 1 else ()
    return _bars([f"{year:04}" for year in span], years)


def _bars(periods: Sequence[str], counts: Counts) -> list[Bar]:
    largest = max(counts.values(), default=1)
    found = []
    for place, period in enumerate(periods):
        count = counts.get(period, 0)
        ends = min(place, len(periods) - 1 - place)
        labelled = ends == 0 or (int(period.rpartition("-")[2]) % LABELLED == 0 and ends * 2 > LABELLED)
        height = max(2, round(HEIGHT * count / largest)) if count else HEIGHT // 2
        found.append(Bar(period, count, height, labelled))
    return found


def gaps(months: Counts) -> list[tuple[str, str]]:
    """The first and last months of each stretch without an article; none of a source of which the archive
    holds so little that most months are empty."""
    held = {int(month[:4]) * 12 + int(month[5:7]) - 1 for month in months}
    span = range(min(held), max(held) + 1) if held else range(0)
    if len(held) * 2 < len(span):
        return []
    stretches = (list(group) for empty, group in groupby(span, lambda each: each not in held) if empty)
    return [(_month(each[0]), _month(each[-1])) for each in stretches if len(each) >= MIN_GAP]


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _shares(found: Counts) -> list[Share]:
    largest = max(found.values(), default=1)
    return [Share(name, count, round(100 * count / largest)) for name, count in found.items()]
