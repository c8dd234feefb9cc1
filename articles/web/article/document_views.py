"""An article as a file: its PDF, and the card that shared links show."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from articles.access.own_address import own_address, site_address
from articles.ingest.urls import web_address
from articles.models import Article
from articles.rendering.cache import cached
from articles.web.article.citations import Citation, sentence
from articles.web.i18n import formatting
from articles.web.i18n.languages import current_language
from articles.web.preferences.preferences import Preferences
from articles.web.site.downloads import suggest_file_name

if TYPE_CHECKING:
    from articles.rendering.pdf.article import PdfArticle

CARD_AGE = 86_400  # seconds that others may keep a card, whose address changes with the article
PDF_AGE = 600
MAX_PDF = 200_000  # characters: some 60 pages, five seconds
# The drawing libraries take 50 MB and half a second to import: processes that never draw do without.


@require_safe
def pdf_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The article as a PDF. A withdrawn one answers 410, a draft 404."""
    from articles.rendering.pdf.article import VERSION, article_pdf

    article = _article(pk)
    if article.is_withdrawn:
        return render(request, "errors/410.html", {"article": article}, status=410)
    if len(article.body) > MAX_PDF:
        return render(request, "errors/too_long.html", {"article": article}, status=413)
    document = _pdf_article(article, Preferences.of(request), own_address())
    pdf = cached(drawings(), f"pdf {VERSION} {document!r}", lambda: article_pdf(document))
    response = HttpResponse(pdf, content_type="application/pdf")
    suggest_file_name(response, f"{article.slug}.pdf")
    return _lasting(response, article, PDF_AGE)


@require_safe
def card_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The article's share card, in its own language whoever asks. A withdrawn one or a draft has none."""
    from articles.rendering.share_card import VERSION, Card, card_png

    article = _article(pk)
    if article.is_withdrawn:
        return HttpResponse(status=410)
    own = article.language in dict(settings.LANGUAGES)
    with override(article.language if own else settings.LANGUAGE_CODE):
        card = Card(
            title=article.title,
            source=article.source.name if article.source else "",
            date=formatting.date_text(article.published, digits=current_language().digits),
            brand=_("أرشيف الأخبار"),
        )
    png = cached(drawings(), f"card {VERSION} {card!r}", lambda: card_png(card))
    return _lasting(HttpResponse(png, content_type="image/png"), article, CARD_AGE)


def card_address(request: HttpRequest, article: Article) -> str:
    """The full address of the card, for ``og:image``; it changes when the article does."""
    path = reverse("article-card", args=[article.pk])
    return f"{site_address(request)}{path}?v={int(article.updated_at.timestamp())}"


def drawings() -> Path:
    """The folder of drawings that can be made anew at any time."""
    return Path(settings.BUILD_DIR) / "drawings"


def _article(pk: int) -> Article:
    article: Article | None = Article.objects.select_related("source").filter(pk=pk).first()
    if article is None or not (article.is_public or article.is_withdrawn):
        raise Http404
    return article


def _lasting(response: HttpResponse, article: Article, age: int) -> HttpResponse:
    """What only some may read is kept by their own browsers alone."""
    is_open = settings.ARCHIVE_PUBLIC and not (article.source and article.source.is_private)
    response["Cache-Control"] = f"{'public' if is_open else 'private'}, max-age={age}"
    return response


def _pdf_article(article: Article, preferences: Preferences, site: str) -> PdfArticle:
    """What the PDF says of the article."""
    from articles.rendering.pdf.article import PdfArticle

    digits = preferences.digits
    published = formatting.date_text(article.published, digits=preferences.interface_digits, weekday=True)
    permalink = site + reverse(
        "article-by-id", args=[article.pk]
    )  # without the slug, which print would garble
    cited = Citation(
        title=article.title,
        authors=tuple(article.authors),
        source=article.source.name if article.source else "",
        published=article.published,
        url=article.url,
        permalink=permalink,
        accessed=datetime.now(UTC).date(),
    )
    source = " – ".join(part for part in (cited.source, article.dateline) if part)
    return PdfArticle(
        title=formatting.in_digits(article.title, digits),
        subtitle=formatting.in_digits(article.subtitle, digits),
        byline=tuple(filter(None, (source, published, formatting.joined(cited.authors)))),
        paragraphs=tuple(formatting.in_digits(text, digits) for text in article.paragraphs),
        notes=(
            (sentence(cited, digits=preferences.interface_digits), ""),
            (permalink, permalink),
            *(((url, url),) if (url := web_address(article.url)) else ()),
        ),
        folio=_("أرشيف الأخبار – صفحة {number} من {total}"),
        digits=formatting.DIGITS[preferences.interface_digits],
        authors=cited.authors,
        language=article.language,
        made=article.updated_at,
    )
