"""The search page as the JSON object that the API and ``manage.py search --json`` give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from articles.models import Article
from articles.search.types import Piece
from articles.searching.request import SearchRequest
from articles.searching.results import Result, SearchPage
from articles.searching.service import how_read


def search_object(page: SearchPage, *, path: str = "/api/v1/search") -> dict[str, Any]:
    """The whole answer; ``next`` is the address of the following page, or null."""
    request = page.request
    return {
        "query": {
            "text": request.text,
            "mode": request.mode,
            "read_as": how_read(page),
        },
        "total": page.total,
        "took_ms": round(page.took_ms, 2),
        "results": [result_object(result) for result in page.results],
        "facets": {
            name: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
            for name, values in page.facets.items()
        },
        "partial": {
            "total": page.partial_total,
            "results": [result_object(result) for result in page.partial],
        }
        if page.partial
        else None,
        "suggestion": page.suggestion.text if page.suggestion else None,
        "next": f"{path}?{urlencode(next_params(request), doseq=True)}" if page.has_next else None,
    }


def next_params(request: SearchRequest) -> list[tuple[str, str]]:
    """The parameters of the following page; defaults are left out."""
    pairs: Iterable[tuple[str, str]] = [
        ("q", request.text),
        ("mode", request.mode if request.mode != "normal" else ""),
        ("match", request.match if request.match != "all" else ""),
        *((column, value) for column, values in request.columns.items() for value in values),
        ("from", request.date_from),
        ("to", request.date_to),
        ("sort", request.sort if request.sort != "relevance" else ""),
        ("copies", request.copies if request.copies != "all" else ""),
        ("families", "" if request.families else "off"),
        ("limit", str(request.limit) if request.limit != 20 else ""),
        ("page", str(request.page + 1)),
    ]
    return [(name, value) for name, value in pairs if value]


def result_object(result: Result) -> dict[str, Any]:
    """One result: the article's public fields, its score and its marked snippet."""
    return {
        **article_object(result.article),
        "score": round(result.score, 4),
        "copies": result.copies,
        "snippet": piece_objects(result.snippet),
    }


def article_object(article: Article) -> dict[str, Any]:
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
        "tags": [{"name": tag.name, "slug": tag.slug} for tag in article.tags.all()],
    }


def piece_objects(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "mark": piece.mark} for piece in pieces]
