"""The sample archive: invented news of an invented country, to look around in before one's own is there."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from articles.editing import articles, names
from articles.importing import pipeline
from articles.models import Article, Import

FILE = Path(__file__).with_name("archive.jsonl")


def load() -> int:
    """Import the samples and mark them. Returns how many were added; loading again adds none."""
    before = Article.objects.order_by("-id").values_list("id", flat=True).first() or 0
    report = pipeline.import_paths([FILE])
    samples = Article.objects.filter(id__gt=before, original__name=FILE.name)
    samples.update(sample=True)
    Import.objects.filter(files__articles__in=samples).delete()  # nobody's batch: removed by remove()
    return report.added


def remove() -> int:
    """Delete the samples, and the sources and tags that only they had. Returns how many articles went."""
    with transaction.atomic():
        samples = Article.objects.filter(sample=True)
        sources = set(samples.values_list("source", flat=True))
        tags = set(samples.values_list("tags", flat=True))
        count = articles.delete(samples)
        names.delete_unused(sources, tags)
    return count
