"""What harvesters are told of: when each article that the public could read changed last, gone ones too.

Whoever changes an article marks its entry in the same transaction, without a time. The time is given to all
that is marked when somebody asks (:func:`stamp`), one after another: no transaction that commits late can
slip in behind a harvester that has passed its time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models.archive import Article, ArticleQuerySet
from articles.models.identity import ArchiveIdentity, identity

BATCH = 500  # entries of one statement


class HarvestEntry(models.Model):
    """An article by id, whether or not it is there still."""

    article_id = models.BigIntegerField(primary_key=True)
    changed = models.DateTimeField(null=True)  # None: marked, and its time not given yet
    # The source that it had last in public.
    source_id = models.BigIntegerField(null=True, db_index=True)
    first_public = models.DateTimeField(null=True, db_index=True)  # None: the public could never read it
    # When it could first be read by somebody, if only by members: alerts tell of it, harvesters are not told.
    first_published = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["changed", "article_id"], name="harvest_order"),
            models.Index(fields=["article_id"], condition=Q(changed=None), name="harvest_marked"),
        ]

    def __str__(self) -> str:
        return f"#{self.article_id}"


def mark_changed(article_ids: Iterable[int]) -> None:
    """Have harvesters told that these articles changed, came or went, once the transaction is committed."""
    entries = [HarvestEntry(article_id=pk) for pk in sorted(set(article_ids))]
    HarvestEntry.objects.bulk_create(
        entries,
        update_conflicts=True,
        unique_fields=["article_id"],
        update_fields=["changed"],
        batch_size=BATCH,
    )


def open_to_all() -> ArticleQuerySet:
    """What anybody may read. Private sources are not harvested, whoever asks."""
    return Article.objects.in_index().exclude(source__is_private=True)


def stamp() -> datetime:
    """Give what is marked its time. Returns a time before which nothing can be changed any more."""
    before = timezone.now()
    if not HarvestEntry.objects.filter(changed=None).exists():
        return before
    identity()  # so that there is a row to lock
    with transaction.atomic():
        ArchiveIdentity.objects.select_for_update().get(pk=1)
        last = HarvestEntry.objects.aggregate(last=Max("changed"))["last"]
        now = timezone.now()
        if last and last >= now:  # the clock was set back
            now = last + timedelta(microseconds=1)
        article: Any = open_to_all().filter(pk=OuterRef("article_id"))
        published: Any = Article.objects.in_index().filter(pk=OuterRef("article_id"))
        HarvestEntry.objects.filter(changed=None).update(
            changed=now,
            first_public=_first("first_public", article, now),
            first_published=_first("first_published", published, now),
            source_id=Coalesce(Subquery(article.values("source_id")[:1]), F("source_id")),
        )
    return before


def _first(field: str, articles: Any, now: datetime) -> Case:
    """The time that stands there, or now for one of these articles."""
    return Case(When(Exists(articles), **{field: None}, then=Value(now)), default=F(field))
