"""The reading page of one article."""

from __future__ import annotations

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.indexing.runtime import current_searcher
from articles.models import Article, Original, Tag
from articles.models.archive import is_public
from articles.searching.query_reader import QueryReader
from articles.searching.related import related_articles
from articles.searching.request import SearchRequest
from articles.web.article.citation_views import citation_context
from articles.web.article.document_views import card_address
from articles.web.article.highlighting import Highlighter
from articles.web.article.result_navigation import result_position
from articles.web.article.structured_data import json_ld
from articles.web.site.absolute_urls import full_address
from articles.web.site.preferences import Preferences


@require_safe
def article_view(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """The article. A withdrawn one answers 410, a draft 404; another slug leads to the present one."""
    article = Article.objects.select_related("source").prefetch_related("tags").filter(pk=pk).first()
    if article is None or not (article.is_public or article.is_withdrawn):
        raise Http404
    if article.is_withdrawn:
        return render(request, "errors/410.html", {"article": article}, status=410)
    if slug != article.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(article.get_absolute_url() + (f"?{query}" if query else ""))
    asked = SearchRequest.from_params(request.GET, copies="fold")
    digits = Preferences.of(request).interface_digits
    address = full_address(request, article.get_absolute_url())
    searcher = current_searcher()
    searched = asked.text.strip() or asked.filtered
    query = QueryReader(searcher).read(asked) if searched else None
    marker = Highlighter(query, searcher.analyzer)
    context = {
        "article": article,
        "asked": asked,
        "title": marker.runs(article.title),
        "subtitle": marker.runs(article.subtitle),
        "blocks": [marker.block(text) for text in article.paragraphs],
        "hits": marker.hits,
        "tags": _tags(article),
        "around": related_articles(article, searcher=searcher),
        "place": result_position(request.GET, asked, query, searcher),
        "card": card_address(request, article),
        "has_original": Original.objects.filter(article_id=article.pk).exists(),
        "citation": citation_context(request, article, digits=digits),
        "address": address,
        "json_ld": json_ld(article, address),
    }
    return render(request, "article/article.html", context)


def _tags(article: Article) -> list[Tag]:
    """The article's tags, each with its ``size``: how many published articles carry it."""
    published = Count("articles", filter=is_public("articles__"))
    # By id, not through article.tags: that join would count this article alone.
    carried = Tag.objects.filter(pk__in=[tag.pk for tag in article.tags.all()])
    return list(carried.annotate(size=published).order_by("-size", "name"))
