"""The entries of a listing, a page at a time, with the articles that are still there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from articles.models import Article, HarvestEntry
from articles.models.harvest import open_to_all
from articles.web.harvest.arguments import Listing

PAGE: Final = 100  # records; each may carry a whole article


@dataclass(frozen=True, slots=True)
class Record:
    """``article`` is None for one that was taken away or deleted."""

    article_id: int
    changed: datetime
    source_id: int | None
    article: Article | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """``token`` leads on; "" at the end."""

    records: list[Record]
    token: str


def entries() -> QuerySet[HarvestEntry]:
    """All that the public could ever read; the times are given (:func:`articles.models.harvest.stamp`)."""
    return HarvestEntry.objects.filter(first_public__isnull=False, changed__isnull=False)


def page_of(listing: Listing) -> RecordPage:
    rows = entries().order_by("changed", "article_id")
    if listing.source:
        rows = rows.filter(source_id=listing.source)
    if listing.first:
        rows = rows.filter(changed__gte=listing.first)
    if listing.end:
        rows = rows.filter(changed__lt=listing.end)
    if listing.after:
        after = datetime.fromisoformat(listing.after)
        # The first condition says nothing new; with it the index is entered at the place.
        rows = rows.filter(changed__gte=after)
        rows = rows.filter(Q(changed__gt=after) | Q(changed=after, article_id__gt=listing.after_id))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    token = listing.token(last.changed, last.article_id) if last and last.changed else ""
    return RecordPage(_records(shown), token)


def record(article_id: int) -> Record | None:
    """One by the article's id; None when the public never saw it."""
    return next(iter(_records(list(entries().filter(pk=article_id)))), None)


def _records(shown: list[HarvestEntry]) -> list[Record]:
    rows = open_to_all().filter(pk__in=[entry.article_id for entry in shown])
    articles = {row.pk: row for row in rows.select_related("source").prefetch_related("tags")}
    return [
        Record(entry.article_id, entry.changed, entry.source_id, articles.get(entry.article_id))
        for entry in shown
        if entry.changed
    ]
