"""The reading page of one article."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from articles.models import Article, Tombstone
from articles.searching.request import SearchRequest
from articles.web.article.presenter import article_page
from articles.web.search.links import Display, Links


@require_safe
def article_view(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """The article. A withdrawn one answers 410, a draft 404, and so does one whose time has not come, but for
    those who may change it; another slug leads to the present one."""
    article = Article.objects.select_related("source").prefetch_related("tags").filter(pk=pk).first()
    if article is None and (tombstone := Tombstone.objects.filter(article_id=pk, is_public=True).first()):
        return render(request, "errors/410.html", {"tombstone": tombstone}, status=410)
    if article is None or not (article.is_public or article.is_withdrawn or _is_early_look(request, article)):
        raise Http404
    if article.is_withdrawn:
        return render(request, "errors/410.html", {"article": article}, status=410)
    if slug != article.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(article.get_absolute_url() + (f"?{query}" if query else ""))
    asked = SearchRequest.from_params(request.GET, copies="fold")
    links = Links.of(asked, Display.from_params(request.GET))
    view = article_page(request, article, asked, links)
    number = view.position.number if view.position else 0
    context = {
        "article": article,
        "asked": asked,
        "here": links.here(request.path) + (f"&n={number}" if number else ""),
        "view": view,
    }
    response = render(request, "article/article.html", context)
    if not article.is_public:
        add_never_cache_headers(response)
    return response


def _is_early_look(request: HttpRequest, article: Article) -> bool:
    return article.is_scheduled and article.is_visible and request.user.has_perm("articles.change_article")
