"""Erasure in law: all rows that hold an article's text, and a tombstone in their place.

What lies outside of the rows - the index, uploaded files, drawings, free pages of the database - is swept by
:mod:`articles.erasure`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from articles.editing import articles, audit, names
from articles.models import (
    Article,
    ArticleRevision,
    BinnedArticle,
    Change,
    ImportedFile,
    ImportIssue,
    IndexChange,
    Original,
    Source,
    Tag,
    Tombstone,
)
from articles.models.api_keys import IdempotentRequest
from articles.models.archive import duplicate_group_members

KEYS: Final = ("input_key", "raw_hash", "fingerprint")
NAMELESS: Final = "—"
SEEN_BY_READERS: Final = (Article.Status.PUBLISHED, Article.Status.WITHDRAWN)


@dataclass(frozen=True)
class Erased:
    """What was erased, the uploaded files that held it, which are to be deleted, and other articles with the
    same text, which are nobody's to erase unasked."""

    articles: tuple[int, ...]
    files: tuple[str, ...]
    copies: tuple[int, ...]


def erase_rows(ids: Collection[int], reason: str) -> Erased:
    """Erase articles, with the drafts that were to update them. An id that no article has is passed over."""
    with transaction.atomic():
        drafts = Article.objects.filter(replaces__in=list(ids)).values_list("pk", flat=True)
        rows = articles.lock({*ids, *drafts})
        copies = {pk for row in rows.values() for pk in _copies(row)} - rows.keys()
        files = _forget_files(rows)
        for row in rows.values():
            _bury(row, reason)
        _delete(rows.values())
        audit.record_articles(audit.Action.ERASED, rows.keys())
    return Erased(tuple(sorted(rows)), files, tuple(sorted(copies)))


def _copies(row: Article) -> Iterable[int]:
    return duplicate_group_members(row.duplicate_group).values_list("pk", flat=True)


def _bury(row: Article, reason: str) -> None:
    open_source = not (row.source and row.source.is_private)
    Tombstone.objects.create(
        article_id=row.pk,
        reason=reason[:300],
        is_public=open_source and row.status in SEEN_BY_READERS,
        **{name: getattr(row, name) or "" for name in KEYS},
    )


def _delete(rows: Collection[Article]) -> None:
    """The rows, and all that tells of their content: history, names that only they had, what the import and
    the administration noted."""
    ids = [row.pk for row in rows]
    sources, tags = _names_of(rows)
    ImportIssue.objects.filter(duplicate_of__in=ids).update(message="", values={})
    IndexChange.objects.filter(article_id__in=ids).update(error="")
    IdempotentRequest.objects.all().delete()  # answers to programs, which hold what they sent
    kinds = ContentType.objects.get_for_models(Article, BinnedArticle, for_concrete_models=False).values()
    LogEntry.objects.filter(content_type__in=kinds, object_id__in=map(str, ids)).delete()
    articles.delete(Article.objects.filter(pk__in=ids))
    names.delete_unused(sources, tags)
    for kind, model, had in ((Change.Kind.SOURCE, Source, sources), (Change.Kind.TAG, Tag, tags)):
        left: Any = model
        gone = had - set(left.objects.filter(pk__in=had - {None}).values_list("pk", flat=True))
        Change.objects.filter(kind=kind, row_id__in=gone - {None}).delete()


def _names_of(rows: Collection[Article]) -> tuple[set[int], set[int]]:
    """The sources and tags that these articles have, or had before a change."""
    ids = [row.pk for row in rows]
    sources = {row.source_id for row in rows}
    tags = set(Article.tags.through.objects.filter(article__in=ids).values_list("tag_id", flat=True))
    for change in Change.objects.filter(kind=Change.Kind.ARTICLE, row_id__in=ids).exclude(packed=b""):
        state = change.state or {}
        sources.add(state.get("source"))
        tags |= set(state.get("tags", ()))
    return {pk for pk in sources if pk}, tags


def _forget_files(ids: Collection[int]) -> tuple[str, ...]:
    """The files that brought one of these articles or a version of it: from now on they have neither name nor
    place. Their other articles keep their originals."""
    revisions = ArticleRevision.objects.filter(article__in=ids).values("file")
    held = Q(articles__in=ids) | Q(pk__in=revisions) | Q(issues__duplicate_of__in=ids)
    files = list(ImportedFile.objects.filter(held).distinct())
    stored = tuple(str(file.file) for file in files if file.file)
    ImportedFile.objects.filter(pk__in=[file.pk for file in files]).update(
        file="", name=NAMELESS, fingerprint=""
    )
    ImportIssue.objects.filter(file__in=files).update(name="", message="", values={})
    Original.objects.filter(article__imported_file__in=files).update(name=NAMELESS)
    return stored
