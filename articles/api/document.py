"""The OpenAPI document, and the page that shows it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from pydantic import TypeAdapter

from articles.api import schemas
from articles.api.answers import answer
from articles.api.api import api
from articles.api.docs import operations, shapes
from articles.api.problems import CONTENT_TYPE

_PROBLEM: Final = "#/components/schemas/Problem"
# From an answer to the requests that may follow it: the operation, its parameter, where its value stands.
_LINKS: Final = {
    "search": [
        ("getArticle", "article_id", "$response.body#/results/0/id"),
        ("getRelatedArticles", "article_id", "$response.body#/results/0/id"),
        ("getCopies", "article_id", "$response.body#/results/0/id"),
        ("getStoryOfArticle", "article_id", "$response.body#/results/0/id"),
    ],
    "getArticle": [
        ("getRelatedArticles", "article_id", "$response.body#/id"),
        ("getCopies", "article_id", "$response.body#/id"),
        ("getStoryOfArticle", "article_id", "$response.body#/id"),
    ],
    "getStoryOfArticle": [("getStory", "story_id", "$response.body#/story/id")],
    "getSources": [("search", "source", "$response.body#/sources/0/slug")],
    "getTags": [("search", "tag", "$response.body#/tags/0/slug")],
    "getAuthors": [("search", "author", "$response.body#/authors/0/name")],
}


@cache
def document() -> dict[str, Any]:
    """The document of all that the API does."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    found["components"]["schemas"]["Problem"] = TypeAdapter(schemas.Problem).json_schema()
    for name in ("Article", "ResultWithHighlights"):  # of which ``fields`` leaves the others out
        found["components"]["schemas"][name]["required"] = ["id"]
    for path in found["paths"].values():
        for operation in path.values():
            _complete(operation)
    return found


def _complete(operation: dict[str, Any]) -> None:
    """Add what all operations share: problems instead of an answer, nothing when nothing has changed."""
    responses: dict[Any, Any] = operation["responses"]
    for target, name, expression in _LINKS.get(operation["operationId"], ()):
        for status in responses.values():
            link = {"operationId": target, "parameters": {name: expression}}
            status.setdefault("links", {})[target] = link
    problem = {"schema": {"$ref": _PROBLEM}}
    responses["304"] = {"description": "what the reader has is what it was"}
    # Of addresses too long to be read the server itself tells, on a page.
    content = {CONTENT_TYPE: problem, "text/html": {"schema": {"type": "string"}}}
    responses["default"] = {"description": "a problem", "content": content}
    operation["responses"] = {str(status): response for status, response in responses.items()}


@require_safe
def openapi_view(request: HttpRequest) -> HttpResponse:
    """The document itself: OpenAPI 3.1."""
    return answer(request, document())


@require_safe
def docs_view(request: HttpRequest) -> HttpResponse:
    """The document for people, made here: no script, and nothing from another host."""
    site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
    context = {
        "operations": list(operations(document(), site)),
        "shapes": shapes(document()),
        "nav": "api",
    }
    return render(request, "api/docs.html", context)
