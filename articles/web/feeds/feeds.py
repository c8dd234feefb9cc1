"""What other programs subscribe to and look through: Atom feeds, the OpenSearch description, the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.searching.request import SearchRequest
from articles.searching.results import Result
from articles.searching.service import Detail, search
from articles.web.i18n.formatting import lead
from articles.web.site.absolute_urls import site_address

ENTRIES = 30
SITEMAP_BLOCK = 10_000  # ids a file; the protocol allows 50,000 addresses
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)


@require_safe
def feed_view(request: HttpRequest) -> HttpResponse:
    """The newest articles of a search, or of the whole archive without one."""
    asked = SearchRequest.from_params(request.GET)
    page = search(replace(asked, sort="newest", page=1, limit=ENTRIES), detail=Detail.RESULTS)
    site = site_address(request)
    query = urlencode([pair for pair in asked.params() if pair[0] not in ("page", "limit", "sort")])
    name = _("أرشيف الأخبار")
    feed = Atom1Feed(
        title=f"{asked.text} – {name}" if asked.text.strip() else name,
        link=f"{site}{reverse('search')}?{query}" if query else f"{site}/",
        feed_url=f"{site}{reverse('feed')}" + (f"?{query}" if query else ""),
        description="",
        language=settings.LANGUAGE_CODE,
    )
    for result in page.results:
        _add(feed, result, site)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _add(feed: Atom1Feed, result: Result, site: str) -> None:
    article = result.article
    address = site + article.get_absolute_url()
    dated = len(article.published) == 10
    feed.add_item(
        title=article.title,
        link=address,
        unique_id=address,
        description=lead(article.body),
        author_name="، ".join(article.authors) or (article.source.name if article.source else None),
        categories=[tag.name for tag in result.tags],
        pubdate=datetime.fromisoformat(article.published).replace(tzinfo=UTC) if dated else None,
        updateddate=article.updated_at,
    )


@require_safe
def opensearch_view(request: HttpRequest) -> HttpResponse:
    """Lets browsers add the archive to their search engines."""
    return render(
        request,
        "search/opensearch.xml",
        {"site": site_address(request)},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


@require_safe
def sitemap_index_view(request: HttpRequest) -> HttpResponse:
    """The sitemap's files."""
    blocks = Article.objects.published().annotate(block=F("pk") / SITEMAP_BLOCK).order_by("block")
    site = site_address(request)
    files = "".join(
        f"<sitemap><loc>{site}{reverse('sitemap', args=[block])}</loc></sitemap>\n"
        for block in blocks.values_list("block", flat=True).distinct()
    )
    text = SITEMAP.format("sitemapindex") + files + "</sitemapindex>\n"
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap_view(request: HttpRequest, block: int) -> StreamingHttpResponse:
    """The addresses of one block of articles, streamed. 404 for a block without any."""
    first = block * SITEMAP_BLOCK
    rows = Article.objects.published().filter(pk__gte=first, pk__lt=first + SITEMAP_BLOCK).order_by("pk")
    if not rows.exists():
        raise Http404
    return StreamingHttpResponse(
        _urls(rows.only("pk", "slug", "updated_at").iterator(1000), site_address(request)),
        content_type="application/xml; charset=utf-8",
    )


def _urls(articles: Iterator[Article], site: str) -> Iterator[str]:
    yield SITEMAP.format("urlset")
    for article in articles:
        address = escape(site + article.get_absolute_url())
        yield f"<url><loc>{address}</loc><lastmod>{article.updated_at:%Y-%m-%d}</lastmod></url>\n"
    yield "</urlset>\n"
