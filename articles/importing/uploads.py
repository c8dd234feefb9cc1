"""What people do with a batch of uploaded files: hand in, publish, discard, read again, undo."""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.editing import articles, audit, names, publishing
from articles.editing.articles import Version
from articles.importing.columns import choices
from articles.importing.jobs import publish_batch, read_file, revert_batch
from articles.importing.limits import limits
from articles.importing.pipeline import UNFINISHED
from articles.importing.rows.batch import fill
from articles.ingest.problems import too_large
from articles.ingest.types import Draft, Input, TableForm
from articles.logs.measure import log_event
from articles.models import Article, ArticleRevision, Import, ImportedFile, ImportIssue, Source, Tag
from articles.models.outbox import MANY

log = logging.getLogger(__name__)

# What a person may choose when the encoding of a file was not found out: Python's name and the public one.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1256": "windows-1256",
    "iso8859_6": "ISO-8859-6",
    "mac_arabic": "MacArabic",
    "cp720": "DOS-720",
    "utf-16": "UTF-16",
    "cp1252": "windows-1252",
}
# What systems leave in folders.
_LITTER = {"thumbs.db", "desktop.ini"}


# ---- handing in -----------------------------------------------------------------------------------


def receive(batch: Import, files: Iterable[UploadedFile[Any]]) -> int:
    """Keep the files under names of our own and have each read. Returns how many were one too many."""
    room = settings.DATA_UPLOAD_MAX_NUMBER_FILES - batch.files.count()
    surplus = 0
    for upload in files:
        name = clean_name(upload.name or "")
        if name.startswith(".") or name.casefold() in _LITTER:
            continue
        if room <= 0:
            surplus += 1
            continue
        room -= 1
        with transaction.atomic():
            file = ImportedFile.objects.create(
                batch=batch, name=name, size=upload.size or 0, file=upload, sha256=_sha256(upload)
            )
            read_file.enqueue(file.pk)
    audit.record(audit.Action.UPLOADED, kind="import", row_id=batch.pk, files=batch.files.count())
    return surplus


def _sha256(upload: UploadedFile[Any]) -> str:
    """Of the bytes as they came in: 0.5 s for a gigabyte."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def refuse_large(batch: Import, name: str) -> None:
    """List a file that was too large to be taken, with the limit."""
    problem = too_large(Input(Path(), clean_name(name), limits()), "file_size")
    with transaction.atomic():
        file = ImportedFile.objects.create(
            batch=batch, name=problem.file, status=ImportedFile.Status.FAILED, refused=1
        )
        ImportIssue.objects.create(file=file, code=problem.code, values=problem.values)


def clean_name(name: str) -> str:
    """A file's name for display: without folders, control and direction marks."""
    base = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in base if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return shown.strip()[-300:] or "file"


# ---- looking --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class State:
    """How a batch stands."""

    files: int
    unfinished: int
    failed: int
    drafts: int
    held: int  # drafts that their sender holds back
    undated: int  # drafts
    scheduled: int  # until their embargo ends
    published: int
    updated: int  # articles that it changed
    duplicates: int
    refused: int

    @property
    def ready(self) -> int:
        """The drafts that are published together."""
        return self.drafts - self.held


def state(batch: Import) -> State:
    files = batch.files.aggregate(
        files=Count("pk"),
        unfinished=Count("pk", filter=Q(status__in=UNFINISHED)),
        failed=Count("pk", filter=Q(status=ImportedFile.Status.FAILED)),
        duplicates=Coalesce(Sum("duplicates", filter=~Q(status=ImportedFile.Status.DISCARDED)), 0),
        refused=Coalesce(Sum("refused", filter=~Q(status=ImportedFile.Status.DISCARDED)), 0),
    )
    draft = Q(status=Article.Status.DRAFT)
    counts = batch.articles().aggregate(
        drafts=Count("pk", filter=draft),
        held=Count("pk", filter=draft & ~Q(held_reason="")),
        undated=Count("pk", filter=draft & Q(published="")),
        scheduled=Count("pk", filter=Q(status=Article.Status.SCHEDULED)),
        published=Count("pk", filter=Q(status=Article.Status.PUBLISHED)),
    )
    return State(
        **files,
        **counts,
        updated=ArticleRevision.objects.filter(file__batch=batch).count(),
    )


def history() -> QuerySet[Import]:
    """All batches, newest first, with what became of them (``n_files``, ``n_added`` …)."""
    drafts = Article.objects.filter(imported_file__batch=OuterRef("pk"), status=Article.Status.DRAFT)
    return (
        Import.objects.select_related("user")
        .annotate(
            n_files=Count("files"),
            n_unfinished=Count("files", filter=Q(files__status__in=UNFINISHED)),
            n_failed=Count("files", filter=Q(files__status=ImportedFile.Status.FAILED)),
            n_added=Coalesce(Sum("files__added"), 0),
            n_updated=Coalesce(Sum("files__updated"), 0),
            n_duplicates=Coalesce(Sum("files__duplicates"), 0),
            has_drafts=Exists(drafts),
            has_articles=Exists(Article.objects.filter(imported_file__batch=OuterRef("pk"))),
        )
        .order_by("-pk")
    )


def may_add_to(batch: Import, user_id: int | None) -> bool:
    """Whoever began an upload adds files to it, until it is taken back."""
    return batch.origin == Import.Origin.UPLOAD and batch.user_id == user_id and not batch.undone_at


# ---- deciding -------------------------------------------------------------------------------------


def publish(batch: Import) -> int | None:
    """Publish the drafts of a batch; many are left to the worker. Returns how many articles changed at once,
    None when the worker is to go on."""
    if publishing.publishable(batch.articles()).count() <= MANY:
        return publishing.publish(batch.articles())
    with transaction.atomic():
        Import.objects.filter(pk=batch.pk).update(publishing=True)
        publish_batch.enqueue(batch.pk)
    return None


def apply_reading(article: Article, draft: Draft) -> None:
    """Fill a draft once more with what was understood, in place of what a person made of it."""
    with transaction.atomic():
        fill(article, draft)
        article.edited = False
        file = article.imported_file
        source_name = (file.batch.source_name if file else "") or draft.source
        article.source = next(iter(names.named(Source, [source_name]).values()), None)
        articles.update([Version(article, names.named(Tag, draft.tags).values())])


def discard(file: ImportedFile) -> None:
    """Stop reading a file and delete its drafts. What is published of it stays; undo takes that back."""
    with transaction.atomic():
        ImportedFile.objects.filter(pk=file.pk).update(status=ImportedFile.Status.DISCARDED)
        articles.delete(file.articles.filter(status=Article.Status.DRAFT))


def retry(file: ImportedFile, encoding: str = "", table: TableForm | None = None) -> None:
    """Read a file once more, in the encoding that a person chose (of :data:`ENCODINGS`) if any, and with the
    table in the form that a person chose; without ``table`` in the one that was chosen last.

    Drafts that nobody has edited are read anew; edited and published ones stay as they are.
    """
    with transaction.atomic():
        articles.delete(file.articles.filter(status=Article.Status.DRAFT, edited=False))
        file.status, file.attempts, file.percent = ImportedFile.Status.WAITING, 0, 0
        file.encoding = encoding
        if table is not None:
            file.columns, file.table_choices = dict(table.columns), choices(table)
        file.save()
        Import.objects.filter(pk=file.batch_id).update(undone_at=None)
        read_file.enqueue(file.pk)


def undo(batch: Import) -> None:
    """Take back all that a batch did: what it added is deleted, what it updated is again what it was.

    The uploaded files stay, and can be read again. Articles that it updated and an editor corrected since
    are left alone.
    """
    with transaction.atomic():
        batch.files.filter(status__in=UNFINISHED).update(status=ImportedFile.Status.DISCARDED)
        batch.undone_at, batch.publishing = timezone.now(), False
        batch.save(update_fields=["undone_at", "publishing"])
        revert_batch.enqueue(batch.pk)
        audit.record(audit.Action.UNDONE, kind="import", row_id=batch.pk)
    log_event(log, logging.INFO, "undo", {"batch": batch.pk})


def forget(batch: Import) -> None:
    """Delete the files and the record of an undone batch."""
    stored = list(batch.files.exclude(file="").values_list("file", flat=True))
    batch.delete()
    for name in stored:
        try:
            default_storage.delete(name)
        except OSError:  # nothing refers to it any more: the worker deletes it within a day or two
            log.exception("the uploaded file %s could not be deleted", name)
