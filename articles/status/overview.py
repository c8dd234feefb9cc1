"""How the archive stands: what the administration's home shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.checks import CheckMessage, run_checks
from django.db.models import Count, Q

from articles.backup import record
from articles.importing.pipeline import UNFINISHED
from articles.models import Article, Import, ImportedFile, IndexChange, Source, Tag

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
    reviews: int  # batches with drafts
    backup: record.Record
    warnings: tuple[CheckMessage, ...]

    @property
    def samples_can_go(self) -> bool:
        """Once there are articles of one's own."""
        return 0 < self.samples < self.published + self.drafts + self.scheduled + self.withdrawn


def overview() -> Overview:
    def having(status: str) -> Count:
        return Count("pk", filter=Q(status=status))

    articles = Article.objects.aggregate(
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
        backup=record.last(),
        warnings=tuple(run_checks(tags=[CHECKS])),
    )
