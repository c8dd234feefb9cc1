"""The reading page of one article."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import runtime, searching
from articles.arabic.analyzer import Analyzer
from articles.models import Article
from articles.search.highlight import snippet
from articles.search.types import Piece, Query
from articles.searching import SearchRequest
from articles.web.neighbours import neighbours_of
from articles.web.places import place_of

HEADING = "## "


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text; ``hit`` counts the hits of the search one came from, from 1, and is 0 for other text."""

    text: str
    hit: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a section heading."""

    heading: bool
    runs: tuple[Run, ...]


class Marker:
    """Splits texts into runs, counting their hits through the whole article."""

    def __init__(self, asked: Query | None) -> None:
        self.asked, self.hits = asked, 0

    def block(self, text: str) -> Block:
        return Block(text.startswith(HEADING), self.runs(text.removeprefix(HEADING)))

    def runs(self, text: str) -> tuple[Run, ...]:
        return tuple(self._runs(text))

    def _runs(self, text: str) -> Iterator[Run]:
        done = 0
        for span in highlight(text, self.asked, runtime.current_analyzer()) if self.asked else ():
            if span.start > done:
                yield Run(text[done : span.start])
            self.hits += 1
            yield Run(text[span.start : span.end], self.hits)
            done = span.end
        if done < len(text):
            yield Run(text[done:])


@require_safe
def article_view(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """The article. A withdrawn one answers 410, a draft 404; another slug leads to the present one."""
    article = Article.objects.select_related("source").prefetch_related("tags").filter(pk=pk).first()
    if article is None or article.status == Article.Status.DRAFT:
        raise Http404
    if article.status == Article.Status.WITHDRAWN:
        return render(request, "errors/410.html", {"article": article}, status=410)
    if slug != article.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(article.get_absolute_url() + (f"?{query}" if query else ""))
    asked = SearchRequest.from_params(request.GET, copies="fold")
    marker = Marker(searching.read_query(asked) if asked.text.strip() else None)
    context = {
        "article": article,
        "asked": asked,
        "title": marker.runs(article.title),
        "subtitle": marker.runs(article.subtitle),
        "blocks": [marker.block(text) for text in article.paragraphs],
        "hits": marker.hits,
        "neighbours": neighbours_of(article),
        "place": place_of(request.GET, asked),
    }
    return render(request, "article.html", context)
