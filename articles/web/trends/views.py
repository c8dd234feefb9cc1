"""The comparison page: searches over time on one chart, as a page and as files to take along."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import Literal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

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
from articles.web.search.links import Links
from articles.web.site.absolute_urls import site_address
from articles.web.site.downloads import suggest_file_name
from articles.web.site.preferences import Preferences
from articles.web.trends.presenter import CLASSES, Wording
from articles.web.trends.table import table_of

Unit = Literal["rate", "count"]
MIN_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for. ``left_out`` counts the queries beyond the most."""

    requests: tuple[SearchRequest, ...]
    unit: Unit
    step: Step | None
    left_out: int = 0

    @classmethod
    def of(cls, params: QueryDict) -> Asked:
        requests, left_out = requests_of(params)
        step = params.get("by")
        return cls(
            requests=requests,
            unit="count" if params.get("unit") == "count" else "rate",
            step=step if step in STEPS else None,
            left_out=left_out,
        )


@require_safe
def compare_view(request: HttpRequest) -> HttpResponse:
    """The form, and for any queries the chart with its table."""
    asked = Asked.of(request.GET)
    texts = [query.text for query in asked.requests]
    fields = min(MAX_QUERIES, max(MIN_FIELDS, len(texts) + bool(texts)))
    context = {
        "nav": "compare",
        "asked": asked,
        "fields": list(zip(CLASSES, [*texts, *[""] * (fields - len(texts))], strict=False)),
        "most": MAX_QUERIES,
        "first": asked.requests[0] if asked.requests else SearchRequest.from_params(request.GET),
        "by": asked.step or "",
    }
    if asked.requests:
        comparison = compare(asked.requests, asked.step)
        wording = _wording(request, asked, comparison)
        links = Links.of(request.GET)
        context |= {
            "comparison": comparison,
            "plot": wording.plot() if comparison.periods else None,
            "table": table_of(wording, links),
            "together": _together(asked, links),
            "address": request.GET.urlencode(),
        }
    return render(request, "trends/trends.html", context)


def _together(asked: Asked, links: Links) -> tuple[str, int] | None:
    """The address of the articles that all queries find, and how many they are."""
    text = " ".join(f"({query.text})" for query in asked.requests)
    if len(asked.requests) < 2 or len(text) > MAX_TEXT:
        return None
    return links.to(q=text), count(replace(asked.requests[0], text=text))


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
        [wording.step_name, _("كلّ المقالات"), *(_harmless(head) for pair in heads for head in pair)]
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


def _harmless(head: str) -> str:
    """A heading that no spreadsheet takes for a formula."""
    return f"'{head}" if head.startswith(("=", "+", "-", "@", "\t", "\r")) else head


def _drawn(request: HttpRequest) -> Wording:
    asked = Asked.of(request.GET)
    return _wording(request, asked, compare(asked.requests, asked.step))


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
    response["Vary"] = "Cookie"
    return response
