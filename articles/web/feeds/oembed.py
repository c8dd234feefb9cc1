"""/oembed: an article as other sites show it (https://oembed.com), without a script."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.models import Article
from articles.rendering import share_card
from articles.web.i18n.formatting import joined, lead

WIDTH, HEIGHT = 600, 240  # pixels
SMALLEST = 200  # pixels of a width that is taken up
CACHE_AGE = 3600  # seconds
HTML = (
    '<blockquote cite="{address}" lang="{language}" dir="auto"><p><a href="{address}"><b>{title}</b></a></p>'
    "<p>{lead}</p><footer>{byline}</footer></blockquote>"
)


@require_safe
def oembed_view(request: HttpRequest) -> HttpResponse:
    """The article at ``url``. 404 for an address that is none of ours, 501 for another format than JSON."""
    if request.GET.get("format", "json") != "json":
        return HttpResponse("format: json\n", status=501, content_type="text/plain; charset=utf-8")
    site = site_address(request)
    article = _article_at(request.GET.get("url", ""), {urlsplit(site).netloc, request.get_host()})
    address = site + article.get_absolute_url()
    source = article.source.name if article.source else ""
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": article.title,
        "author_name": joined(article.authors) or source,
        "provider_name": _("أرشيف الأخبار"),
        "provider_url": site + "/",
        "cache_age": CACHE_AGE,
        "thumbnail_url": f"{site}/a/{article.pk}/card.png",
        "thumbnail_width": share_card.SIZE[0],
        "thumbnail_height": share_card.SIZE[1],
        "html": format_html(
            HTML,
            address=address,
            language=article.language,
            title=article.title,
            lead=lead(article.body),
            byline=joined([joined(article.authors), source, article.published]),
        ),
        "width": _within(request.GET.get("maxwidth", ""), WIDTH),
        "height": _within(request.GET.get("maxheight", ""), HEIGHT),
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _article_at(url: str, hosts: set[str]) -> Article:
    try:
        parts = urlsplit(url)
        found = resolve(unquote(parts.path))
    except (ValueError, Resolver404) as error:
        raise Http404 from error
    if parts.netloc not in hosts or found.url_name not in ("article", "article-by-id"):
        raise Http404
    article = Article.objects.published().select_related("source").filter(pk=found.kwargs["pk"]).first()
    if article is None:
        raise Http404
    return article


def _within(asked: str, size: int) -> int:
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else size
    return min(size, max(SMALLEST, number))
