"""The JSON API: read-only, open to other programs, the same search as the pages.

Errors are problem details (RFC 9457): ``{"type", "title", "status", "detail", …}``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from articles.access.rate_limit import over_limit
from articles.api.serializers import article_object, search_object
from articles.indexing import runtime
from articles.indexing.locks import rebuild_progress
from articles.models import Article, Source, Tag, Tombstone
from articles.models.archive import named_in_public
from articles.search.errors import SearchError
from articles.searching.request import BadParameter, SearchRequest
from articles.searching.service import search
from articles.searching.suggest.autocomplete import completions
from articles.searching.trends import MAX_QUERIES, STEPS, Step, compare, requests_of

log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
MAX_ANALYZED = 10_000  # characters
MAX_TYPED = 200  # characters that are completed


def problem(status: int, title: str, detail: str, **extra: Any) -> JsonResponse:
    """An error that a program can read."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra}
    return _json(body, status=status, content_type="application/problem+json")


def _json(value: Any, **kwargs: Any) -> JsonResponse:
    return JsonResponse(value, json_dumps_params={"ensure_ascii": False}, **kwargs)


def endpoint(view: View) -> View:
    """Reading only, within the rate limit, engine errors as 503, open to pages of other sites."""

    @wraps(view)
    @require_safe
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if over_limit(request, "api"):
            refusal = problem(429, "Too Many Requests", "slow down: see Retry-After (API_RATE_LIMIT)")
            refusal["Retry-After"] = "60"
            return refusal
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except BadParameter as bad:
            return problem(
                422, "Bad parameter", str(bad), parameter=bad.name, value=bad.value, accepted=bad.accepted
            )
        except TooManyFieldsSent:
            return problem(400, "Too many parameters", "a request may carry 1,000 parameters")
        except SearchError as error:
            log.warning("search failed: %s", error)
            rebuild = rebuild_progress()
            response = problem(503, "Search unavailable", str(error), rebuild=rebuild and asdict(rebuild))
            response["Retry-After"] = "30"
            return response
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return wrapped


@endpoint
def search_view(request: HttpRequest) -> HttpResponse:
    asked = SearchRequest.from_params(request.GET)
    if asked.bad:
        raise asked.bad[0]
    return _json(search_object(search(asked)))


@endpoint
def timeline_view(request: HttpRequest) -> HttpResponse:
    """A search's articles in each year, month or day; the periods follow each other without a gap."""
    asked = SearchRequest.from_params(request.GET)
    if asked.bad:
        raise asked.bad[0]
    comparison = compare([asked], _step(request))
    (series,) = comparison.series
    periods = zip(comparison.periods, series.counts, strict=True)
    return _json(
        {
            "query": {"text": asked.text, "mode": asked.mode},
            "by": comparison.step,
            "total": series.total,
            "periods": [{"value": period, "count": count} for period, count in periods],
        }
    )


@endpoint
def compare_view(request: HttpRequest) -> HttpResponse:
    """Several searches over the same periods, with their shares of a thousand articles."""
    asked, left_out = requests_of(request.GET)
    if not asked or left_out:
        count = len(asked) + left_out
        raise BadParameter("q", f"{count} queries", f"from 1 to {MAX_QUERIES} queries, each as q=")
    if asked[0].bad:
        raise asked[0].bad[0]
    comparison = compare(asked, _step(request))
    return _json(
        {
            "by": comparison.step,
            "periods": comparison.periods,
            "articles": comparison.totals,
            "queries": [
                {
                    "text": series.text,
                    "total": series.total,
                    "counts": series.counts,
                    "per_thousand": [
                        None if share is None else round(share, 3)
                        for share in comparison.per_thousand(series)
                    ],
                }
                for series in comparison.series
            ],
        }
    )


def _step(request: HttpRequest) -> Step | None:
    """The ``by`` parameter; without it months for up to five years, else years."""
    step = request.GET.get("by", "")
    if step and step not in STEPS:
        raise BadParameter("by", step, "accepted: " + ", ".join(STEPS))
    return step or None


@endpoint
def suggest_view(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "")[:MAX_TYPED]
    found = completions(runtime.current_searcher(), typed)
    return _json({"suggestions": [asdict(completion) for completion in found]})


@endpoint
def article_view(request: HttpRequest, article_id: int) -> HttpResponse:
    article = (
        Article.objects.published()
        .select_related("source")
        .prefetch_related("tags")
        .filter(pk=article_id)
        .first()
    )
    if article is None:
        if tombstone := Tombstone.objects.filter(article_id=article_id, is_public=True).first():
            return problem(410, "Gone", "the article was erased", reason=tombstone.reason)
        withdrawn = Article.objects.withdrawn().filter(pk=article_id).exists()
        return (
            problem(410, "Gone", "the article was withdrawn")
            if withdrawn
            else problem(404, "Not Found", "no such article")
        )
    return _json(
        {
            **article_object(article, article.tags.all()),
            "subtitle": article.subtitle or None,
            "section": article.section or None,
            "dateline": article.dateline or None,
            "agency": article.agency or None,
            "language": article.language,
            "published_approximate": article.published_approximate,
            "body": article.body,
        }
    )


@endpoint
def sources_view(request: HttpRequest) -> HttpResponse:
    return _json({"sources": _named(Source)})


@endpoint
def tags_view(request: HttpRequest) -> HttpResponse:
    return _json({"tags": _named(Tag)})


def _named(model: type[Source] | type[Tag]) -> list[dict[str, str]]:
    rows = named_in_public(model).order_by("name")[:10_000]
    return [{"name": row.name, "slug": row.slug, "url": row.get_absolute_url()} for row in rows]


@endpoint
def analyze_view(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("text", "")
    if len(text) > MAX_ANALYZED:
        raise BadParameter("text", text[:40] + "…", f"at most {MAX_ANALYZED} characters")
    tokens = runtime.current_searcher().analyzer.analyze(text)
    return _json({"tokens": [{"original": text[t.start : t.end], **t._asdict()} for t in tokens]})
