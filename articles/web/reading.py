"""The reading page of one article."""

from __future__ import annotations

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
from articles.web.links import Links

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

    def __init__(self, asked: Query | None, analyzer: Analyzer) -> None:
        self.asked, self.analyzer, self.hits = asked, analyzer, 0

    def runs(self, text: str) -> tuple[Run, ...]:
        if self.asked is None or not text:
            return (Run(text),)
        return tuple(self._run(piece.text, piece.mark) for piece in self._pieces(text))

    def block(self, text: str) -> Block:
        heading = text.startswith(HEADING)
        return Block(heading, self.runs(text.removeprefix(HEADING)))

    def _pieces(self, text: str) -> list[Piece]:
        return snippet(text, self.asked, self.analyzer, width=len(text) + 1)

    def _run(self, text: str, mark: bool) -> Run:
        self.hits += mark
        return Run(text, self.hits if mark else 0)


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
    asked = SearchRequest.from_params(request.GET)
    marker = Marker(searching.read_query(asked) if asked.text.strip() else None, runtime.current_analyzer())
    context = {
        "article": article,
        "asked": asked,
        "title": marker.runs(article.title),
        "subtitle": marker.runs(article.subtitle),
        "blocks": [marker.block(text) for text in article.paragraphs],
        "hits": marker.hits,
        "back": Links.of(request.GET).query() if asked.text or asked.filtered else "",
    }
    return render(request, "article.html", context)
