"""Searches over time: one, or several side by side."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from ninja import Router

from articles.api import parameters, schemas
from articles.api.answers import answer
from articles.api.bodies import NOT_BLANK
from articles.api.search import accepted
from articles.searching.request import BadParameter, SearchRequest
from articles.searching.trends import MAX_QUERIES, STEPS, Step, compare, requests_of

router = Router(tags=["time"])


@router.get(
    "/timeline",
    response=schemas.TimelineAnswer,
    operation_id="timeline",
    summary="One search over time",
    url_name="api-timeline",
    openapi_extra={"parameters": parameters.TIMELINE},
)
def timeline_view(request: HttpRequest) -> HttpResponse:
    """A search's articles in each year, month, week or day; the periods follow each other without a gap."""
    asked = accepted(SearchRequest.from_params(request.GET))
    comparison = compare([asked], _step(request))
    (series,) = comparison.series
    periods = zip(comparison.periods, series.counts, strict=True)
    found: schemas.TimelineAnswer = {
        "query": {"text": asked.text, "mode": asked.mode},
        "by": comparison.step,
        "total": series.total,
        "periods": [{"value": period, "count": count} for period, count in periods],
    }
    return answer(request, found)


@router.get(
    "/compare",
    response=schemas.ComparisonAnswer,
    operation_id="compare",
    summary="Several searches side by side",
    url_name="api-compare",
    openapi_extra={"parameters": parameters.COMPARE},
)
def compare_view(request: HttpRequest) -> HttpResponse:
    """Several searches over the same periods, with their shares of a thousand articles."""
    asked, left_out = requests_of(request.GET)
    texts = request.GET.getlist("q")
    count = max(len(texts), len(asked) + left_out)
    if not asked or count > MAX_QUERIES or not all(re.search(NOT_BLANK, text) for text in texts):
        raise BadParameter("q", f"{count} queries", f"from 1 to {MAX_QUERIES} queries, each as q=")
    accepted(asked[0])
    comparison = compare(asked, _step(request))
    found: schemas.ComparisonAnswer = {
        "by": comparison.step,
        "periods": list(comparison.periods),
        "articles": list(comparison.totals),
        "queries": [
            {
                "text": series.text,
                "total": series.total,
                "counts": list(series.counts),
                "per_thousand": [
                    None if share is None else round(share, 3) for share in comparison.per_thousand(series)
                ],
            }
            for series in comparison.series
        ],
    }
    return answer(request, found)


def _step(request: HttpRequest) -> Step | None:
    """The ``by`` parameter; without it months for up to five years, else years."""
    step = request.GET.get("by", "")
    if step and step not in STEPS:
        raise BadParameter("by", step, "accepted: " + ", ".join(STEPS))
    return step or None
