"""What services answer, as the objects that the API and ``manage.py search --json`` give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import cast
from urllib.parse import urlencode

from articles.api import schemas
from articles.models import Article, Tag
from articles.search.types import Piece
from articles.searching.cursors import encoded
from articles.searching.page import SearchPage
from articles.searching.request import SearchRequest
from articles.searching.results import Result
from articles.searching.rows import TagName

PATH = "/api/v1/search"


def search_object(page: SearchPage) -> schemas.SearchAnswer:
    """The whole answer; ``next`` is the address of the following page, or null. ``query.cut`` tells that the
    text was longer than a query may be: ``query.text`` is what was searched for."""
    request = page.request
    return {
        "query": {
            "text": request.text,
            "mode": request.mode,
            "read_as": page.explanation.sentence,
            "cut": request.cut,
            "spellings": [cast(schemas.Spelling, asdict(spelling)) for spelling in page.query.spellings],
        },
        "total": page.total,
        "took_ms": round(page.took_ms, 2),
        "results": [cast(schemas.ResultWithHighlights, result_object(result)) for result in page.results],
        "facets": {
            name: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
            for name, values in page.facets.items()
        },
        "partial": {
            "total": page.partial.total,
            "results": [
                {**result_object(result), "lacks": list(result.lacks)} for result in page.partial.results
            ],
        }
        if page.partial
        else None,
        "suggestion": page.suggestion.text if page.suggestion else None,
        "next": _next(page),
    }


def _next(page: SearchPage) -> str | None:
    """The following page, from where this one ended, or by its number where only that leads on."""
    first = replace(page.request, page=1)
    if page.following:
        return address(first, cursor=encoded(page.following, page.request))
    return address(replace(first, page=page.request.page + 1)) if page.is_numbered and page.has_next else None


def address(request: SearchRequest, **more: str) -> str:
    return f"{PATH}?{urlencode([*request.params(), *more.items()])}"


def result_object(result: Result) -> schemas.Result:
    """One result: the article's public fields, its score and its marked snippet."""
    return {
        **article_object(result.article, result.tags),
        "score": round(result.score, 4),
        "copies": result.duplicate_count,
        "snippet": piece_objects(result.snippet),
    }


def article_object(article: Article, tags: Iterable[Tag | TagName]) -> schemas.ArticleSummary:
    """The public fields of an article, without its text."""
    source = article.source
    return {
        "id": article.pk,
        "title": article.title,
        "url": article.get_absolute_url(),
        "original_url": article.url or None,
        "source": {"name": source.name, "slug": source.slug} if source else None,
        "published": article.published or None,
        "authors": article.authors,
        "tags": [{"name": tag.name, "slug": tag.slug} for tag in tags],
    }


def whole_article_object(article: Article) -> schemas.Article:
    """An article with its text."""
    return {
        **article_object(article, article.tags.all()),
        "subtitle": article.subtitle or None,
        "section": article.section or None,
        "dateline": article.dateline or None,
        "agency": article.agency or None,
        "language": article.language,
        "published_approximate": article.published_approximate,
        "body": article.body,
    }


def piece_objects(pieces: Iterable[Piece]) -> list[schemas.Piece]:
    return [{"text": piece.text, "mark": piece.mark} for piece in pieces]
