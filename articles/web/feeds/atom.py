"""Atom feeds of articles, whatever chose them. Their ids are the same on every host (RFC 4151)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.access.own_address import site_address
from articles.models import Article, Collection, Story
from articles.models.identity import ArchiveIdentity, identity
from articles.rendering.text.xml_text import xml_text
from articles.web.i18n.formatting import lead

ENTRIES: Final = 50  # of the feed of a story or a collection


@dataclass(frozen=True, slots=True)
class FeedHead:
    """``link`` leads to the page of what is fed, ``address`` to the feed itself; ``id`` stays for ever."""

    title: str
    link: str
    address: str
    id: str


class ArticleFeed:
    """A feed under way; ``site`` is the archive's address."""

    def __init__(self, head: FeedHead, site: str, archive: ArchiveIdentity) -> None:
        self._site, self._identity = site, archive
        self._feed = Atom1Feed(
            title=xml_text(head.title),
            link=head.link,
            feed_url=head.address,
            feed_guid=head.id,
            description="",
            language=settings.LANGUAGE_CODE,
            author_name=_("أرشيف الأخبار"),  # of entries that have none
        )

    def add(self, article: Article, tags: Iterable[str] = ()) -> None:
        is_day = len(article.published) == 10
        self._feed.add_item(
            title=xml_text(article.title),
            link=self._site + article.get_absolute_url(),
            unique_id=self._identity.tag_uri("article", article.pk),
            description=xml_text(lead(article.body)),
            author_name=xml_text(_author(article)) or None,
            categories=[xml_text(tag) for tag in tags],
            pubdate=datetime.fromisoformat(article.published).replace(tzinfo=UTC) if is_day else None,
            updateddate=article.updated_at,
        )

    def response(self) -> HttpResponse:
        return HttpResponse(self._feed.writeString("utf-8"), content_type=self._feed.content_type)


def feed_of(
    request: HttpRequest, kind: str, key: object, of: Story | Collection, articles: QuerySet[Article]
) -> HttpResponse:
    """The feed of a story or a collection, whose address is named ``kind``-feed and takes ``key``: the first
    ``ENTRIES`` of ``articles``."""
    site, own = site_address(request), identity()
    head = FeedHead(
        title=f"{of.title} – {_('أرشيف الأخبار')}",
        link=site + of.get_absolute_url(),
        address=site + reverse(f"{kind}-feed", args=[key]),
        id=own.tag_uri(kind, key),
    )
    feed = ArticleFeed(head, site, own)
    for article in articles.select_related("source").prefetch_related("tags")[:ENTRIES]:
        feed.add(article, [tag.name for tag in article.tags.all()])
    return feed.response()


def _author(article: Article) -> str:
    return "، ".join(article.authors) or (article.source.name if article.source else "")
