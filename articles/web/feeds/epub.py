"""Books to read away from the archive: an article, a story, or the newest articles of a search."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.indexing.documents import batched
from articles.indexing.runtime import current_searcher
from articles.models import Article, Story
from articles.models.archive import ArticleQuerySet
from articles.models.identity import identity
from articles.rendering.epub import Book, Chapter, write_book
from articles.searching.query.reader import QueryReader
from articles.searching.request import SearchRequest
from articles.web.i18n.formatting import date_text, joined
from articles.web.i18n.languages import current_language
from articles.web.search.titles import search_title
from articles.web.site.parameters import unreadable

MAX_ARTICLES: Final = 500  # of one book; readers open larger ones slowly
BATCH: Final = 100
IN_MEMORY: Final = 4 * 2**20  # bytes; larger books lie on the disk while they are made


@require_safe
def article_epub_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    article = get_object_or_404(Article.objects.published().select_related("source"), pk=pk)
    book = replace(_book(article.title, f"article/{pk}"), creators=tuple(article.authors))
    book = replace(book, language=article.language, modified=article.updated_at)
    return _answer(request, book, [article])


@require_safe
def story_epub_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    story = get_object_or_404(Story.objects.select_related("lead", "joined__lead"), pk=pk)
    story = story.joined or story
    rows = story.in_order().select_related("source")
    if not rows:
        raise Http404
    return book_of(request, story.title, f"story/{story.pk}", rows[:MAX_ARTICLES])


@require_safe
def search_epub_view(request: HttpRequest) -> HttpResponseBase:
    """The newest articles of a search, oldest first; 422 for a parameter that cannot be read."""
    asked = SearchRequest.from_params(request.GET)
    if asked.bad:
        return unreadable(str(asked.bad[0]))
    searcher = current_searcher()
    found = searcher.engine.search(
        replace(QueryReader(searcher).read(asked), sort="newest"), limit=MAX_ARTICLES
    )
    ids = [hit.id for hit in found.hits]
    if not ids:
        raise Http404
    book = _book(search_title(asked), "search")
    if found.total > len(ids):
        book = replace(book, notes=(_("في هذا الكتاب أحدث ما وجده البحث لا كلّه."),))
    return _answer(request, book, _in_order(ids[::-1]))


def book_of(request: HttpRequest, title: str, path: str, articles: Iterable[Article]) -> HttpResponseBase:
    """Articles as a book, in their order. ``path`` is what the book is of, as in ``story/12``."""
    return _answer(request, _book(title, path), articles)


def _book(title: str, path: str) -> Book:
    kind, _slash, value = path.partition("/")
    now = timezone.now()
    return Book(
        title=title,
        identifier=identity().tag_uri(kind, value or f"{now:%Y%m%dT%H%M%S%f}"),
        language="ar",
        publisher=_("أرشيف الأخبار"),
        contents=_("المحتويات"),
        modified=now,
    )


def _in_order(ids: list[int]) -> Iterator[Article]:
    rows: ArticleQuerySet = Article.objects.published().select_related("source")
    for some in batched(iter(ids), BATCH):
        articles = {row.pk: row for row in rows.filter(pk__in=some)}
        yield from (articles[pk] for pk in some if pk in articles)


def _answer(request: HttpRequest, book: Book, articles: Iterable[Article]) -> HttpResponseBase:
    site = site_address(request)
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_book(file, book, (_chapter(article, site) for article in articles))
    file.seek(0)
    name = Truncator(book.title).chars(80, truncate="") + ".epub"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/epub+zip")


def _chapter(article: Article, site: str) -> Chapter:
    source = article.source.name if article.source else ""
    return Chapter(
        title=article.title,
        subtitle=article.subtitle,
        about=tuple(
            filter(
                None,
                (
                    joined(
                        [
                            source,
                            date_text(article.published, digits=current_language().digits),
                            article.dateline,
                        ]
                    ),
                    joined(article.authors),
                ),
            )
        ),
        blocks=tuple(article.paragraphs),
        address=site
        + reverse("article-by-id", args=[article.pk]),  # a slug of Arabic letters fills six lines
        language=article.language,
    )
