"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.searching.query.names import of_name
from articles.searching.request import SearchRequest
from articles.searching.service import Detail, search
from articles.web.preferences.preferences import Preferences
from articles.web.search.links import Display, Links
from articles.web.search.presenter import SearchView


@require_safe
def search_view(request: HttpRequest) -> HttpResponse:
    """Results of a query, or of filters alone; without either, the whole archive, newest first."""
    asked = SearchRequest.from_params(request.GET, copies="fold")
    display = Display.from_params(request.GET)
    links = Links.of(asked, display)
    page = search(asked, detail=Detail.PAGE)
    if not page.total and asked.text and not asked.filtered and (named := of_name(asked.text)):
        return redirect(f"{request.path}{links.to(q=named)}")
    context = {
        "asked": asked,
        "carried": links.fields("q", "mode", "page", "more"),
        "here": links.here(request.path),
        "nav": "search",
        "page": page,
        "view": SearchView(page, links, display, Preferences.of(request).interface_digits),
    }
    return render(request, _template(page.total, asked), context)


def _template(total: int, asked: SearchRequest) -> str:
    if total:
        return "search/search.html"
    if not asked.text and not asked.filtered and not Article.objects.published().exists():
        return "search/empty_archive.html"
    return "search/no_results.html"
