"""Searching, and what helps to ask: completions, and how words are read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Router

from articles.api import fields, parameters, schemas
from articles.api.answers import answer
from articles.api.problems import CURSOR_EXPIRED, ProblemRaised
from articles.api.serializers import address, search_object
from articles.indexing import runtime
from articles.models import Article
from articles.search.highlight.snippets import highlight
from articles.searching.cursors import BadCursor, ExpiredCursor, Place, decoded
from articles.searching.page import SearchPage
from articles.searching.request import BadParameter, SearchRequest
from articles.searching.results import hit_matcher
from articles.searching.service import search
from articles.searching.suggest.autocomplete import completions

MAX_ANALYZED = 10_000  # characters
MAX_TYPED = 200  # characters that are completed

router = Router(tags=["search"])


@router.get(
    "/search",
    response=schemas.SearchAnswer,
    operation_id="search",
    summary="Search the archive",
    url_name="api-search",
    openapi_extra={"parameters": parameters.SEARCH},
)
def search_view(request: HttpRequest) -> HttpResponse:
    """Articles that the query and the filters find, with facets, a marked snippet of each, and `next`, the
    address of the following page. Totals are exact."""
    asked = accepted(SearchRequest.from_params(request.GET))
    wanted = fields.chosen(request, fields.OF_RESULT)
    marked = _flag(request, "highlights")
    try:
        page = search(asked, place=_place(request, asked))
    except ExpiredCursor as error:
        detail = "the order of these results is kept for five minutes after each page; begin again"
        by_date = replace(asked, sort="newest")
        raise ProblemRaised(CURSOR_EXPIRED, detail, restart=address(asked), exact=address(by_date)) from error
    found = search_object(page)
    if marked:
        for result, spans in zip(found["results"], _highlights(page), strict=True):
            result["highlights"] = spans
    found["results"] = cast(Any, [fields.picked(result, wanted) for result in found["results"]])
    return answer(request, found)


def accepted(asked: SearchRequest) -> SearchRequest:
    """The request, unless there is something in it that cannot be read. Raises BadParameter."""
    if asked.bad:
        raise asked.bad[0]
    return asked


def _flag(request: HttpRequest, name: str) -> bool:
    value = request.GET.get(name) or "off"
    if value not in ("on", "off"):
        raise BadParameter(name, value, "accepted: off, on")
    return value == "on"


def _place(request: HttpRequest, asked: SearchRequest) -> Place | None:
    text = request.GET.get("cursor", "")
    try:
        return decoded(text, asked) if text else None
    except BadCursor as error:
        raise BadParameter("cursor", text, f"the cursor in `next` of a page; this is {error}") from error


def _highlights(page: SearchPage) -> list[schemas.Highlights]:
    matcher = hit_matcher(page.query, runtime.current_searcher())

    def spans(text: str) -> list[schemas.Span]:
        return [{"start": span.start, "end": span.end} for span in highlight(text, matcher)]

    articles: list[Article] = [result.article for result in page.results]
    return [{"title": spans(article.title), "body": spans(article.body)} for article in articles]


@router.get(
    "/suggest",
    response=schemas.Completions,
    operation_id="suggest",
    summary="Complete a query",
    url_name="api-suggest",
    openapi_extra={"parameters": [parameters.parameter("q", {"type": "string"}, "what is typed so far")]},
)
def suggest_view(request: HttpRequest) -> HttpResponse:
    """Sources, tags and words of the archive that complete what is typed."""
    typed = request.GET.get("q", "")[:MAX_TYPED]
    found = completions(runtime.current_searcher(), typed)
    return answer(request, {"suggestions": [{"text": each.text, "kind": each.kind} for each in found]})


@router.get(
    "/analyze",
    response=schemas.Tokens,
    operation_id="analyze",
    summary="Read a text as the index does",
    url_name="api-analyze",
    openapi_extra={
        "parameters": [
            parameters.parameter("text", {"type": "string", "maxLength": MAX_ANALYZED}, "the text to read")
        ]
    },
)
def analyze_view(request: HttpRequest) -> HttpResponse:
    """Each word of a text: where it stands, its letters folded, its stem, lemma and root."""
    text = request.GET.get("text", "")
    if len(text) > MAX_ANALYZED:
        raise BadParameter("text", text[:40] + "…", f"at most {MAX_ANALYZED} characters")
    tokens = runtime.current_searcher().analyzer.analyze(text)
    return answer(request, {"tokens": [{"original": text[t.start : t.end], **t._asdict()} for t in tokens]})
