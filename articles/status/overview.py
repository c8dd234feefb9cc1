"""How the archive stands: what the administration's home shows."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from articles.backup import record
from articles.importing.pipeline import UNFINISHED
from articles.indexing.health import State, index_state
from articles.models import Article, Import, ImportedFile, IndexChange, Source, Tag
from articles.status.heartbeat import Worker, worker_state

WEEK = timedelta(days=7)
MIN_FREE = 1 << 30  # bytes on the disk of the data folder: a rebuild writes a second index
CHECKS = "archive"  # the tag of system checks that an administrator should see


@dataclass(frozen=True)
class Overview:
    published: int
    drafts: int
    scheduled: int  # until their embargo ends
    withdrawn: int
    samples: int
    sources: int
    tags: int
    waiting: int  # for the index
    stuck: int  # of those, what could not be indexed
    reading: int  # files
    failed: int  # files of batches that were not undone
    week: int  # published articles that came in the last seven days
    sourceless: int  # published
    undated: int  # published
    oldest_draft: datetime | None
    next_scheduled: datetime | None
    reviews: int  # batches with drafts
    failed_batch: int | None  # the latest with a file that failed
    last_batch: Import | None
    worker: Worker
    index: State
    free: int  # bytes of the disk
    backup: record.Record
    warnings: tuple[CheckMessage, ...]

    @property
    def has_tasks(self) -> bool:
        """Whether anything waits for a person."""
        lacking = self.sourceless or self.undated or self.samples_can_go
        return bool(self.drafts or self.failed or self.scheduled or lacking)

    @property
    def has_room(self) -> bool:
        return self.free >= MIN_FREE

    @property
    def samples_can_go(self) -> bool:
        """Once there are articles of one's own."""
        return 0 < self.samples < self.published + self.drafts + self.scheduled + self.withdrawn


def overview() -> Overview:
    def having(status: str) -> Count:
        return Count("pk", filter=Q(status=status))

    now = timezone.now()
    published = Q(status=Article.Status.PUBLISHED)
    articles = Article.objects.aggregate(
        week=Count("pk", filter=published & Q(created_at__gte=now - WEEK)),
        sourceless=Count("pk", filter=published & Q(source=None)),
        undated=Count("pk", filter=published & Q(published="")),
        oldest_draft=Min("created_at", filter=Q(status=Article.Status.DRAFT)),
        next_scheduled=Min("visible_from", filter=Q(status=Article.Status.SCHEDULED)),
        published=having(Article.Status.PUBLISHED),
        drafts=having(Article.Status.DRAFT),
        scheduled=having(Article.Status.SCHEDULED),
        withdrawn=having(Article.Status.WITHDRAWN),
        samples=Count("pk", filter=Q(sample=True)),
    )
    changes = IndexChange.objects.aggregate(
        waiting=Count("article_id", distinct=True, filter=Q(held=False)),
        stuck=Count("article_id", distinct=True, filter=Q(attempts__gt=0)),
    )
    files = ImportedFile.objects.filter(batch__undone_at=None).aggregate(
        failed_batch=Max("batch", filter=Q(status=ImportedFile.Status.FAILED)),
        reading=Count("pk", filter=Q(status__in=UNFINISHED)),
        failed=Count("pk", filter=Q(status=ImportedFile.Status.FAILED)),
    )
    reviews = Import.objects.filter(files__articles__status=Article.Status.DRAFT).distinct().count()
    return Overview(
        **articles,
        **changes,
        **files,
        sources=Source.objects.count(),
        tags=Tag.objects.count(),
        reviews=reviews,
        last_batch=Import.objects.annotate(n_files=Count("files")).order_by("-pk").first(),
        worker=worker_state(),
        index=index_state(),
        free=shutil.disk_usage(settings.DATA_DIR).free,
        backup=record.last(),
        warnings=tuple(run_checks(tags=[CHECKS])),
    )
