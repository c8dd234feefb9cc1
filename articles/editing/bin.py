"""The bin: what is deleted goes there first, out of readers' and imports' sight, and comes back whole."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.editing import articles, audit, history
from articles.editing.articles import BATCH
from articles.editing.publishing import status_at_once
from articles.indexing.documents import batched
from articles.logs.measure import measured
from articles.models import Article
from articles.models.history import Change
from articles.models.outbox import record_changes

log = logging.getLogger(__name__)
Status = Article.Status


def put_in(chosen: QuerySet[Article]) -> int:
    """Put articles into the bin. Returns how many.

    The input that each is known by is free again: a file that brings it adds a new article, and a draft that
    was to update it becomes an article of its own.
    """
    ids = list(chosen.exclude(status=Status.DELETED).values_list("pk", flat=True))
    with measured(log, "binned", articles=len(ids)), transaction.atomic():
        for some in batched(sorted(ids), BATCH):
            _put_in(articles.lock(some))
        audit.record_articles(audit.Action.BINNED, ids)
    return len(ids)


def _put_in(rows: dict[int, Article]) -> None:
    content = history.states(rows)
    history.record_binned(
        {pk: content[pk] | {"status": row.status, "input_key": row.input_key} for pk, row in rows.items()}
    )
    updates = articles.updates_of(rows)
    Article.objects.filter(pk__in=rows).update(
        status=Status.DELETED, input_key=None, updated_at=timezone.now()
    )
    articles.inherit(updates, {pk: row.input_key for pk, row in rows.items()})
    record_changes(rows)


def take_out(chosen: QuerySet[Article]) -> int:
    """Give articles of the bin back the place that they had. Returns how many."""
    ids = list(chosen.filter(status=Status.DELETED).values_list("pk", flat=True))
    with measured(log, "taken out of the bin", articles=len(ids)), transaction.atomic():
        for some in batched(sorted(ids), BATCH):
            for row in articles.lock(some).values():
                _take_out(row)
        history.record_status(dict.fromkeys(ids, Status.DELETED), "")
        record_changes(ids)
        audit.record_articles(audit.Action.UNBINNED, ids)
    return len(ids)


def _take_out(row: Article) -> None:
    """Its status as it was; one that an import has replaced meanwhile is known by its input no more."""
    before = _last_binned(row.pk)
    key = before.get("input_key")
    row.status = status_at_once(before.get("status", Status.DRAFT), row.visible_from)
    row.input_key = None if Article.objects.filter(input_key=key).exists() else key
    row.save(update_fields=["status", "input_key", "updated_at"])


def _last_binned(pk: int) -> dict[str, Any]:
    rows = Change.objects.filter(kind=history.ARTICLE, row_id=pk, action=history.Action.BINNED)
    last = rows.order_by("-pk").first()
    return (last and last.state) or {}
