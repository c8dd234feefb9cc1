"""What is new in a search: articles that became public, and are in the index, since it was looked at last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Q, QuerySet
from django.http import QueryDict

from articles.access.audience import audience_for
from articles.indexing.documents import batched
from articles.indexing.runtime import current_searcher
from articles.models import Article, HarvestEntry, IndexChange, SavedSearch
from articles.models.audience import reading
from articles.models.harvest import stamp
from articles.searching.query.reader import QueryReader
from articles.searching.request import SearchRequest

TIMES: Final = ("first_public", "first_published")
BATCH: Final = 500
DAYS: Final = 100  # of which a reader is told before subscribing
MAX_COUNTED: Final = 10_000  # matches; what came of a wider search is not counted while a reader waits
MAX_WAIT: Final = timedelta(hours=1)  # for an article that is not in the index; then news go without it


def request_of(query: str) -> SearchRequest:
    return SearchRequest.from_params(QueryDict(query))


def horizon() -> datetime | None:
    """The time up to which every article that came is in the index too; None before there is any.

    It is the last time that was given, not the clock's: whoever gives times at this moment gives later ones.
    """
    begin = stamp() - MAX_WAIT
    latest = HarvestEntry.objects.aggregate(**{name: Max(name) for name in TIMES})
    waiting = IndexChange.objects.filter(held=False, created_at__gt=begin).values("article_id")
    rows = _came(begin).filter(article_id__in=waiting).values_list(*TIMES)
    times: list[datetime] = [time for row in rows for time in row if time and time > begin]
    if times:
        return min(times) - timedelta(microseconds=1)
    return max((time for time in latest.values() if time), default=None)


def _came(after: datetime, until: datetime | None = None) -> QuerySet[HarvestEntry]:
    """What somebody could read for the first time, or the public, after a time and up to another."""
    came = Q()
    for name in TIMES:
        within = Q(**{f"{name}__gt": after})
        came |= within & Q(**{f"{name}__lte": until}) if until else within
    return HarvestEntry.objects.filter(came)


def news_of(search: SavedSearch, until: datetime) -> list[Article]:
    """The articles that came since the search was told of last, newest first: those that its subscriber may
    read. One of a private source is news for members who may read that, and for all others when the source is
    opened. Raises SearchError."""
    arrived = set(_came(search.told_until, until).values_list("article_id", flat=True))
    if not arrived:
        return []
    with reading(audience_for(search.subscriber.user or AnonymousUser())):
        found = [pk for pk in _matching(request_of(search.query)) if pk in arrived]
        articles = [
            article
            for batch in batched(found, BATCH)
            for article in Article.objects.published().filter(pk__in=batch).select_related("source")
        ]
    return sorted(articles, key=lambda article: (article.published, article.pk), reverse=True)


@dataclass(frozen=True)
class Extent:
    """How much a search finds: ``recent`` of ``total`` articles came in the last ``DAYS`` days; None when
    ``total`` is above ``MAX_COUNTED``."""

    total: int
    recent: int | None


def extent_of(asked: SearchRequest) -> Extent:
    """What to expect of a search, of the articles that the present reader sees. Raises SearchError."""
    searcher = current_searcher()
    query = QueryReader(searcher).read(asked)
    total = searcher.engine.search(query, limit=0).total
    if total > MAX_COUNTED:
        return Extent(total, None)
    came = _came(stamp() - timedelta(days=DAYS))
    batches = batched(searcher.engine.scan(query), BATCH)
    return Extent(total, sum(came.filter(article_id__in=batch).count() for batch in batches))


def _matching(asked: SearchRequest) -> Iterator[int]:
    searcher = current_searcher()
    return searcher.engine.scan(QueryReader(searcher).read(asked))
