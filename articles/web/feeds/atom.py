"""Atom feeds of articles, whatever chose them. Their ids are the same on every host (RFC 4151)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.identity import ArchiveIdentity
from articles.rendering.text.xml_text import xml_text
from articles.web.i18n.formatting import lead


@dataclass(frozen=True, slots=True)
class FeedHead:
    """``link`` leads to the page of what is fed, ``address`` to the feed itself; ``id`` stays for ever."""

    title: str
    link: str
    address: str
    id: str


class ArticleFeed:
    """A feed under way; ``site`` is the archive's address."""

    def __init__(self, head: FeedHead, site: str, identity: ArchiveIdentity) -> None:
        self._site, self._identity = site, identity
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


def _author(article: Article) -> str:
    return "، ".join(article.authors) or (article.source.name if article.source else "")
