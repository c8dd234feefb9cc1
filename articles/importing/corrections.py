"""One correction for many articles of a batch: their source, date, tags or section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from articles.editing import names
from articles.editing.articles import Version, lock, update
from articles.models import Article, Source, Tag

FIELDS: Final = ("source", "published", "tags", "section")
# What an article lacks that has nothing in the field.
LACKS: Final = {
    "source": Q(source=None),
    "published": Q(published=""),
    "tags": Q(tags=None),
    "section": Q(section=""),
}
BATCH: Final = 200  # articles of one transaction


@dataclass(frozen=True, slots=True)
class Correction:
    """``field`` is one of ``FIELDS``; ``values`` are the tags, or one name, one stored date, one section.
    With ``missing_only``, what is there stays; tags are always added to those that an article has."""

    field: str
    values: tuple[str, ...]
    missing_only: bool = True


def correct(articles: QuerySet[Article], correction: Correction) -> int:
    """Set the field of all these articles. Returns how many were changed."""
    if correction.missing_only:
        articles = articles.filter(LACKS[correction.field])
    ids = list(articles.order_by("pk").values_list("pk", flat=True).distinct())
    changed = 0
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            changed += correct_some(ids[start : start + BATCH], correction)
    return changed


def correct_some(ids: Sequence[int], correction: Correction, *, drafts_only: bool = False) -> int:
    """The same for some articles, inside the caller's transaction; what is no draft any more stays, where the
    caller decides of drafts alone."""
    rows = [row for row in lock(ids).values() if row.status != Article.Status.DELETED]
    if drafts_only:
        rows = [row for row in rows if row.status == Article.Status.DRAFT]
    if correction.field == "tags":
        versions = _tagged(rows, correction.values)
    else:
        versions = [Version(row) for row in rows if _set(row, correction)]
    for version in versions:
        version.article.edited = True
        version.article.evidence.pop(correction.field, None)
    update(versions)
    return len(versions)


def _set(row: Article, correction: Correction) -> bool:
    """Whether that changed anything."""
    [value] = correction.values
    before = (row.source_id, row.published, row.section)
    if correction.field == "source":
        row.source = names.named(Source, [value])[value]
    elif correction.field == "published":
        row.published, row.published_approximate, row.published_evidence = value, False, ""
    else:
        row.section = value
    return before != (row.source_id, row.published, row.section)


def _tagged(rows: Sequence[Article], added: Sequence[str]) -> list[Version]:
    tags = set(names.named(Tag, list(added)).values())
    versions = []
    for row in rows:
        present = set(row.tags.all())
        if tags - present:
            versions.append(Version(row, tags=sorted(present | tags, key=lambda tag: tag.name)))
    return versions
