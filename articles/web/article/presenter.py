"""What the reading page shows of an article, and around it."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db.models import Count
from django.http import HttpRequest
from django.utils.safestring import SafeString

from articles.access.own_address import site_address
from articles.indexing.runtime import Searcher, current_searcher
from articles.models import Article, Note, Original, SealedItem, Tag
from articles.models.archive import is_public
from articles.models.lookups import CodeOrder
from articles.search.errors import SearchError
from articles.search.types import Query
from articles.searching.query.reader import QueryReader
from articles.searching.related.articles import RelatedArticles, related_articles
from articles.searching.request import SearchRequest
from articles.stories.reading import Surroundings, around
from articles.web.article.citation_views import CitationView, citation_view
from articles.web.article.document_views import card_address
from articles.web.article.highlighting import Block, Highlighter, Run
from articles.web.article.result_navigation import ResultPosition, result_position
from articles.web.article.structured_data import json_ld
from articles.web.preferences.preferences import Preferences
from articles.web.search.links import Links

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """``hits`` counts the places in the texts that the search one came from finds; ``address`` and ``card``
    are full addresses; each of the ``tags`` has its ``size``: how many published articles carry it."""

    title: tuple[Run, ...]
    subtitle: tuple[Run, ...]
    blocks: tuple[Block, ...]
    hits: int
    position: ResultPosition | None
    tags: tuple[Tag, ...]
    story: Surroundings | None
    around: RelatedArticles
    original: Original | None  # but for its text
    is_sealed: bool
    citation: CitationView
    address: str
    card: str
    json_ld: SafeString
    has_notes: bool  # of the reader, in their account


def article_page(request: HttpRequest, article: Article, asked: SearchRequest, links: Links) -> ArticlePage:
    """The page of an article for a reader who came from the search ``asked``, if that asks for anything."""
    searcher = current_searcher()
    query = _query(asked, searcher)
    number = request.GET.get("n", "")
    highlighter = Highlighter(query, searcher.analyzer)
    address = site_address(request) + article.get_absolute_url()
    return ArticlePage(
        title=highlighter.runs(article.title),
        subtitle=highlighter.runs(article.subtitle),
        blocks=tuple(highlighter.block(text) for text in article.paragraphs),
        hits=highlighter.hits,
        position=result_position(number, query, asked.limit, links, searcher) if query else None,
        tags=_tags(article),
        story=around(article),
        around=related_articles(article, searcher=searcher),
        original=Original.objects.filter(article_id=article.pk).defer("packed").first(),
        is_sealed=SealedItem.objects.filter(
            kind=SealedItem.Kind.ORIGINAL, row_id=article.pk, sha256=article.raw_hash
        ).exists(),
        citation=citation_view(request, article, digits=Preferences.of(request).interface_digits),
        address=address,
        card=card_address(request, article),
        json_ld=json_ld(article, address),
        has_notes=request.user.is_authenticated
        and Note.objects.filter(user=request.user, article=article).exists(),
    )


def _query(asked: SearchRequest, searcher: Searcher) -> Query | None:
    """The query that one came from; None without one, and when the engine cannot say what it means: an
    article is there to be read while search is down."""
    if not (asked.text.strip() or asked.filtered):
        return None
    try:
        return QueryReader(searcher).read(asked)
    except SearchError as error:
        log.warning("an article is shown without its hits: %s", error)
        return None


def _tags(article: Article) -> tuple[Tag, ...]:
    published = Count("articles", filter=is_public("articles__"))
    # By id, not through article.tags: that join would count this article alone.
    carried = Tag.objects.filter(pk__in=[tag.pk for tag in article.tags.all()])
    return tuple(carried.annotate(size=published).order_by("-size", CodeOrder("name")))
