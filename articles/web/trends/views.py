"""The comparison page: searches over time on one chart, as a page and as files to take along."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.indexing.runtime import Searcher, current_searcher
from articles.ingest.cells import guarded_cell
from articles.rendering.cache import cached
from articles.searching.request import MAX_TEXT, SearchRequest
from articles.searching.trends import (
    MAX_QUERIES,
    STEPS,
    Comparison,
    Step,
    compare,
    count,
    requests_of,
)
from articles.web.article.document_views import drawings
from articles.web.preferences.preferences import Preferences
from articles.web.search.links import Links
from articles.web.search.notices import notices
from articles.web.site.downloads import suggest_file_name
from articles.web.trends.presenter import CLASSES, Plot, Wording
from articles.web.trends.table import Table, table_of

Unit = Literal["rate", "count"]
MIN_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for. ``shared`` holds what all ``requests`` have in common;
    ``left_out`` counts the queries beyond the most."""

    shared: SearchRequest
    requests: tuple[SearchRequest, ...]
    unit: Unit
    step: Step | None
    left_out: int

    @classmethod
    def of(cls, params: QueryDict) -> Asked:
        requests, left_out = requests_of(params)
        step = params.get("by")
        return cls(
            shared=SearchRequest.from_params(params, copies="fold"),
            requests=requests,
            unit="count" if params.get("unit") == "count" else "rate",
            step=step if step in STEPS else None,
            left_out=left_out,
        )

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The name and text of each field of the form: one more than the queries, while there is room."""
        texts = [request.text for request in self.requests]
        count = min(MAX_QUERIES, max(MIN_FIELDS, len(texts) + bool(texts)))
        return list(zip(CLASSES, [*texts, *[""] * (count - len(texts))], strict=False))

    @property
    def notices(self) -> list[str]:
        cut = any(request.cut for request in self.requests)
        return notices(replace(self.shared, cut=cut))

    @property
    def address(self) -> str:
        """The query string that asks for this, and for no more than was read."""
        shared = [pair for pair in self.shared.params(copies="fold") if pair[0] not in ("q", "page", "limit")]
        step = [("by", self.step)] if self.step else []
        return urlencode([*(("q", each.text) for each in self.requests), *shared, ("unit", self.unit), *step])


@dataclass(frozen=True, slots=True)
class TrendsPage:
    """A comparison on the page. ``together``: the address of the articles that all queries find, and how many
    they are; None for a single query."""

    comparison: Comparison
    plot: Plot | None
    table: Table
    together: tuple[str, int] | None


@require_safe
def compare_view(request: HttpRequest) -> HttpResponse:
    """The form, and for any queries the chart with its table."""
    asked = Asked.of(request.GET)
    context = {
        "asked": asked,
        "here": f"{request.path}?{asked.address}",
        "nav": "compare",
        "view": _page(request, asked) if asked.requests else None,
    }
    return render(request, "trends/trends.html", context)


def _page(request: HttpRequest, asked: Asked) -> TrendsPage:
    searcher = current_searcher()
    comparison = compare(asked.requests, asked.step, days=True, searcher=searcher)
    wording = _wording(request, asked, comparison)
    links = Links.of(asked.shared)
    return TrendsPage(
        comparison=comparison,
        plot=wording.plot() if comparison.periods else None,
        table=table_of(wording, links),
        together=_together(asked, links, searcher),
    )


def _together(asked: Asked, links: Links, searcher: Searcher) -> tuple[str, int] | None:
    text = " ".join(f"({query.text})" for query in asked.requests)
    if len(asked.requests) < 2 or len(text) > MAX_TEXT:
        return None
    return links.to(q=text), count(replace(asked.requests[0], text=text), searcher=searcher)


@require_safe
def chart_svg_view(request: HttpRequest) -> HttpResponse:
    from articles.rendering.chart.svg import chart_svg

    return _file(chart_svg(_drawn(request).chart()).encode(), "image/svg+xml", "svg")


@require_safe
def chart_png_view(request: HttpRequest) -> HttpResponse:
    from articles.rendering.chart.model import VERSION
    from articles.rendering.chart.png import chart_png

    chart = _drawn(request).chart()
    png = cached(drawings(), f"chart {VERSION} {chart!r}", lambda: chart_png(chart))
    return _file(png, "image/png", "png")


@require_safe
def table_csv_view(request: HttpRequest) -> HttpResponse:
    """A row a period: all articles, then each query's count and its share of a thousand."""
    wording = _drawn(request)
    comparison = wording.comparison
    text = io.StringIO()
    rows = csv.writer(text)
    shares = [comparison.per_thousand(series) for series in comparison.series]
    heads = [
        (series.text, _("%(query)s (من كلّ ألف)") % {"query": series.text}) for series in comparison.series
    ]
    rows.writerow(
        [wording.step_name, _("كلّ المقالات"), *(guarded_cell(head) for pair in heads for head in pair)]
    )
    for index, period in enumerate(comparison.periods):
        pairs = (
            (series.counts[index], _rounded(share[index]))
            for series, share in zip(comparison.series, shares, strict=True)
        )
        rows.writerow([period, comparison.totals[index], *(value for pair in pairs for value in pair)])
    # With the mark at its beginning, spreadsheets read the file as UTF-8.
    return _file(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", "csv")


def _rounded(share: float | None) -> float | str:
    return "" if share is None else round(share, 3)


def _drawn(request: HttpRequest) -> Wording:
    asked = Asked.of(request.GET)
    return _wording(request, asked, compare(asked.requests, asked.step, days=True))


def _wording(request: HttpRequest, asked: Asked, comparison: Comparison) -> Wording:
    return Wording(
        comparison=comparison,
        shares=asked.unit == "rate",
        digits=Preferences.of(request).interface_digits,
        site=site_address(request).partition("://")[2],
    )


def _file(content: bytes, kind: str, suffix: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    suggest_file_name(response, _("مقارنة") + f".{suffix}")
    return response
