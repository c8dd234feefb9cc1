"""What is new in a search: articles that became public, and are in the index, since it was looked at last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max, Min
from django.http import QueryDict
from django.utils import timezone

from articles.indexing.runtime import current_searcher
from articles.models import Article, HarvestEntry, IndexChange, SavedSearch
from articles.models.harvest import open_to_all, stamp
from articles.searching.query.reader import QueryReader
from articles.searching.request import SearchRequest

DAYS: Final = 100  # of which a reader is told before subscribing
MAX_WAIT: Final = timedelta(hours=1)  # for an article that is not in the index; then news go without it


def request_of(query: str) -> SearchRequest:
    return SearchRequest.from_params(QueryDict(query))


def horizon() -> datetime | None:
    """The time up to which every article that became public is in the index too; None before there is any.

    It is the last time that was given, not the clock's: whoever gives times at this moment gives later ones.
    """
    now = stamp()
    last: datetime | None = HarvestEntry.objects.aggregate(last=Max("first_public"))["last"]
    waiting = IndexChange.objects.filter(held=False, created_at__gt=now - MAX_WAIT).values("article_id")
    first = HarvestEntry.objects.filter(article_id__in=waiting, first_public__gt=now - MAX_WAIT)
    oldest: datetime | None = first.aggregate(oldest=Min("first_public"))["oldest"]
    return oldest - timedelta(microseconds=1) if oldest else last


def news_of(search: SavedSearch, until: datetime) -> list[Article]:
    """The articles that became public since the search was told of last, newest first. Articles of private
    sources are nobody's news. Raises SearchError."""
    arrived = HarvestEntry.objects.filter(first_public__gt=search.told_until, first_public__lte=until)
    candidates = set(arrived.values_list("article_id", flat=True))
    if not candidates:
        return []
    found = sorted(candidates & _matching(request_of(search.query)))
    articles = [
        article
        for start in range(0, len(found), 500)
        for article in open_to_all().filter(pk__in=found[start : start + 500]).select_related("source")
    ]
    return sorted(articles, key=lambda article: (article.published, article.pk), reverse=True)


def recent_count(asked: SearchRequest) -> int:
    """How many articles of a search came in the last ``DAYS`` days."""
    stamp()
    since = timezone.now() - timedelta(days=DAYS)
    arrived = HarvestEntry.objects.filter(first_public__gte=since).values_list("article_id", flat=True)
    return len(_matching(asked).intersection(arrived))


def _matching(asked: SearchRequest) -> set[int]:
    searcher = current_searcher()
    return set(searcher.engine.scan(QueryReader(searcher).read(asked)))
