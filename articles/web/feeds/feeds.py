"""What other programs subscribe to and look through: Atom feeds and the sitemap."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.models import Article, Collection
from articles.models.identity import identity
from articles.searching.request import SearchRequest
from articles.searching.service import Detail, search
from articles.web.feeds.atom import ArticleFeed, FeedHead
from articles.web.search.titles import search_title

ENTRIES = 30
SITEMAP_BLOCK = 10_000  # ids a file
SITEMAP_ADDRESSES = 50_000  # of a file, at the most, as the protocol has it
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)


@require_safe
def feed_view(request: HttpRequest) -> HttpResponse:
    """The newest articles of a search, or of the whole archive without one."""
    asked = SearchRequest.from_params(request.GET)
    page = search(replace(asked, sort="newest", page=1, limit=ENTRIES), detail=Detail.RESULTS)
    site, own = site_address(request), identity()
    query = urlencode([pair for pair in asked.params() if pair[0] not in ("page", "limit", "sort")])
    name = _("أرشيف الأخبار")
    head = FeedHead(
        title=f"{search_title(asked)} – {name}",
        link=f"{site}{reverse('search')}?{query}" if query else f"{site}/",
        address=f"{site}{reverse('feed')}" + (f"?{query}" if query else ""),
        id=own.tag_uri("search", hashlib.sha256(query.encode()).hexdigest()[:32]),
    )
    feed = ArticleFeed(head, site, own)
    for result in page.results:
        feed.add(result.article, [tag.name for tag in result.tags])
    return feed.response()


@require_safe
def sitemap_index_view(request: HttpRequest) -> HttpResponse:
    """The sitemap's files."""
    blocks = Article.objects.published().annotate(block=F("pk") / SITEMAP_BLOCK).order_by("block")
    site = site_address(request)
    paths = [reverse("sitemap", args=[block]) for block in blocks.values_list("block", flat=True).distinct()]
    if Collection.objects.listed().exists():
        paths.append(reverse("sitemap-collections"))
    files = "".join(f"<sitemap><loc>{site}{path}</loc></sitemap>\n" for path in paths)
    text = SITEMAP.format("sitemapindex") + files + "</sitemapindex>\n"
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


@require_safe
def sitemap_view(request: HttpRequest, block: int) -> StreamingHttpResponse:
    """The addresses of one block of articles, streamed. 404 for a block without any."""
    first = block * SITEMAP_BLOCK
    rows = Article.objects.published().filter(pk__gte=first, pk__lt=first + SITEMAP_BLOCK).order_by("pk")
    if not rows.exists():
        raise Http404
    return _sitemap(request, rows.only("pk", "slug", "updated_at").iterator(1000))


@require_safe
def collections_sitemap_view(request: HttpRequest) -> StreamingHttpResponse:
    """The addresses of the collections that the archive lists; 404 without any."""
    rows = Collection.objects.listed().order_by("pk")
    if not rows.exists():
        raise Http404
    return _sitemap(request, rows[:SITEMAP_ADDRESSES].iterator(1000))


def _sitemap(request: HttpRequest, rows: Iterator[Article] | Iterator[Collection]) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        _urls(rows, site_address(request)), content_type="application/xml; charset=utf-8"
    )


def _urls(rows: Iterator[Article] | Iterator[Collection], site: str) -> Iterator[str]:
    yield SITEMAP.format("urlset")
    for row in rows:
        address = escape(site + row.get_absolute_url())
        yield f"<url><loc>{address}</loc><lastmod>{row.updated_at:%Y-%m-%d}</lastmod></url>\n"
    yield "</urlset>\n"
