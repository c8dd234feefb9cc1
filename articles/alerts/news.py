"""What is new in a search: articles that became public, and are in the index, since it was looked at last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

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
        found = sorted(arrived & _matching(request_of(search.query)))
        articles = [
            article
            for batch in batched(found, BATCH)
            for article in Article.objects.published().filter(pk__in=batch).select_related("source")
        ]
    return sorted(articles, key=lambda article: (article.published, article.pk), reverse=True)


def recent_count(asked: SearchRequest) -> int:
    """How many articles of a search came in the last ``DAYS`` days, of those that the present reader sees."""
    stamp()
    came = _came(timezone.now() - timedelta(days=DAYS)).values_list("article_id", flat=True)
    return len(_matching(asked).intersection(came))


def _matching(asked: SearchRequest) -> set[int]:
    searcher = current_searcher()
    return set(searcher.engine.scan(QueryReader(searcher).read(asked)))
