"""The worker's jobs on imports: reading an uploaded file, publishing a large batch, taking a batch back.

| crash or race                          | what happens                                                     |
| the reader is killed in a file         | it is read again; what it has stored is counted, not repeated    |
| a file kills its reader every time     | after three readings it is marked as failed, and can be retried  |
| a file is discarded while it is read   | the reader looks inside the transaction that stores, and stops   |
| the worker is killed while publishing  | the rest is published by the next one                            |
| the worker is killed while taking back | the rest is taken back by the next one                           |

| a command is killed while it reads     | its file is marked as cut off; the command may be repeated       |
"""

from __future__ import annotations

import logging
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from articles.editing import articles, names, publishing, revisions
from articles.importing import pipeline
from articles.importing.columns import chosen_form, missing, recall
from articles.importing.limits import limits
from articles.importing.pipeline import UNFINISHED
from articles.importing.reading_lock import is_read, reading
from articles.importing.rows import kills
from articles.importing.rows.batch import Destination
from articles.importing.rows.store import DATABASE_FAILS, FileDiscarded, Report, store
from articles.importing.rules.cleaning_rules import current_rules
from articles.importing.storage import stored_files
from articles.importing.storage.stored_files import on_disk
from articles.importing.waiting_jobs import waiting_jobs
from articles.ingest import sandbox
from articles.ingest.clean.rules import Rules
from articles.ingest.problems import filling
from articles.ingest.types import Draft, ImportProblem
from articles.logs.measure import measured
from articles.models import Article, Import, ImportedFile
from articles.models.actor import within_batch
from articles.models.outbox import paused

log = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 3
SHOWN_EVERY: Final = 1.0  # seconds between two looks at the progress of a file, about
ORPHANED_AFTER: Final = timedelta(days=1)  # what is younger may be an upload under way
CHUNK: Final = 200  # articles published or taken back in one transaction


# ---- reading --------------------------------------------------------------------------------------


@task()
def read_file(file_id: int) -> None:
    """Read an uploaded file; its articles are stored as drafts, or published when its batch says so."""
    file = ImportedFile.objects.filter(pk=file_id, status__in=UNFINISHED).select_related("batch").first()
    if file is None:
        return
    with reading(file) as mine:
        if mine:
            with pipeline.logged(file):
                _read(file)


def _read(file: ImportedFile) -> None:
    with transaction.atomic():
        wanted = ImportedFile.objects.select_for_update().filter(pk=file.pk, status__in=UNFINISHED).first()
        if wanted is None:
            return
        to = pipeline.begin(wanted)
    try:
        rules = current_rules()
    except ImproperlyConfigured as error:
        pipeline.fail(file, ImportProblem(file.name, "bad_rules", filling(why=error)))
        return
    try:
        with on_disk(file) as path:
            _store_all(file, path, to, rules)
    except FileNotFoundError as error:
        pipeline.fail(file, missing(file, error))
    except OSError:  # the bucket, or the disk: it is read again, as often as that takes
        ImportedFile.objects.filter(pk=file.pk, attempts__gt=0).update(attempts=F("attempts") - 1)
        raise


def _store_all(file: ImportedFile, path: Path, to: Destination, rules: Rules) -> None:
    progress = _Progress(path)
    table = chosen_form(file)
    if not table.columns:
        table = recall(path, file.name, file.batch.source_name, file.encoding)
    items = sandbox.read(
        path,
        limits(),
        name=file.name,
        encoding=file.encoding,
        publisher=file.batch.source_name,
        rules=rules,
        table=table,
    )
    try:
        with paused():
            for batch in _timed(items):
                store(batch, Report(), to)
                ImportedFile.objects.filter(pk=file.pk).update(percent=progress.after(batch))
    except FileDiscarded:
        return
    except DATABASE_FAILS:
        raise  # it is read again
    except Exception as error:
        pipeline.unforeseen(file, error)
        return
    pipeline.finish(file)


def _timed(items: Iterable[Draft | ImportProblem]) -> Iterator[list[Draft | ImportProblem]]:
    """Batches that end when they are full, or when it is time to show how far the file is read."""
    batch: list[Draft | ImportProblem] = []
    due = time.monotonic() + SHOWN_EVERY
    for item in items:
        batch.append(item)
        if len(batch) == pipeline.BATCH or time.monotonic() > due:
            yield batch
            batch, due = [], time.monotonic() + SHOWN_EVERY
    if batch:
        yield batch


class _Progress:
    """How far a file is read, by the bytes or by the members of an archive, whichever is further."""

    def __init__(self, path: Path) -> None:
        self.bytes = self.members = 0
        self.member = ""
        self.all_bytes, self.all_members = _extent(path)

    def after(self, batch: list[Draft | ImportProblem]) -> int:
        """The percentage after this batch; 100 is for the end."""
        for item in batch:
            self.bytes += len(item.raw.encode("utf-8", "replace")) if isinstance(item, Draft) else 0
            self.members += item.file != self.member
            self.member = item.file
        by_members = self.members / self.all_members if self.all_members > 1 else 0.0
        return min(99, int(100 * max(self.bytes / max(self.all_bytes, 1), by_members)))


def _extent(path: Path) -> tuple[int, int]:
    """Bytes and members of a file once unpacked, as it says itself: good enough for a progress bar."""
    try:
        with path.open("rb") as stream:
            if stream.read(2) == b"\x1f\x8b":
                stream.seek(-4, 2)
                return int.from_bytes(stream.read(4), "little"), 1
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                members = [member for member in archive.infolist() if not member.is_dir()]
                return sum(member.file_size for member in members), len(members)
        return path.stat().st_size, 1
    except (OSError, zipfile.BadZipFile):
        return 0, 1


# ---- publishing -----------------------------------------------------------------------------------


@task()
def publish_batch(batch_id: int) -> None:
    """Publish the drafts of a batch in steps that may be interrupted, until it is undone."""
    with within_batch(batch_id), paused(), measured(log, "batch published", id=batch_id):
        while _publish_some(batch_id):
            pass


def _publish_some(batch_id: int) -> bool:
    """Publish a chunk. Returns whether there may be more to do."""
    with transaction.atomic():
        row = Import.objects.filter(pk=batch_id, publishing=True)
        batch = row.select_for_update().first()
        if batch is None:
            return False
        some = publishing.publishable(batch.articles()).values_list("pk", flat=True)[:CHUNK]
        if publishing.publish(Article.objects.filter(pk__in=list(some))):
            return True
        row.update(publishing=False)
    return False


# ---- taking back ----------------------------------------------------------------------------------


@task()
def revert_batch(batch_id: int) -> None:
    """Delete what an undone batch added and bring back what it updated, in steps that may be interrupted."""
    batch = Import.objects.filter(pk=batch_id, undone_at__isnull=False).first()
    if batch is None:
        return
    with within_batch(batch_id), paused(), measured(log, "batch taken back", id=batch_id):
        for revision in list(batch.revisions().order_by("-pk").values_list("pk", flat=True)):
            revisions.restore(revision)
        kills.take_back(batch)
        revisions.hand_over(batch)
        while ids := list(batch.articles().values_list("pk", flat=True)[:CHUNK]):
            _delete(ids)


def _delete(ids: list[int]) -> None:
    """Delete articles, and the sources and tags that only they had and nobody described."""
    with transaction.atomic():
        rows = Article.objects.filter(pk__in=ids)
        sources = set(rows.values_list("source", flat=True))
        tags = set(rows.values_list("tags", flat=True))
        articles.delete(rows)
        names.delete_unused(sources, tags)


# ---- tidying ---------------------------------------------------------------------------------------


def delete_orphans() -> None:
    """Delete what broken uploads left in the storage, and on this machine's disk."""
    yesterday = timezone.now() - ORPHANED_AFTER
    referenced = set(ImportedFile.objects.exclude(file="").values_list("file", flat=True))
    for name in stored_files.names():
        with suppress(FileNotFoundError):
            if name not in referenced and default_storage.get_modified_time(name) < yesterday:
                default_storage.delete(name)
    for path in _files_in(Path(settings.FILE_UPLOAD_TEMP_DIR)):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < yesterday.timestamp():
                path.unlink()


def _files_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []


# ---- after a crash --------------------------------------------------------------------------------


def requeue_interrupted() -> None:
    """Have the files read again whose reader has died, and batches published or taken back to the end."""
    by_command = ImportedFile.objects.filter(file="", status__in=UNFINISHED)
    for file in by_command.select_related("batch"):
        _tell_of_cut_off(file)
    waiting = waiting_jobs()
    for file in ImportedFile.objects.filter(status__in=UNFINISHED).exclude(file=""):
        if (read_file.module_path, file.pk) not in waiting:
            _requeue(file)
    for batch in Import.objects.filter(publishing=True):
        if (publish_batch.module_path, batch.pk) not in waiting:
            publish_batch.enqueue(batch.pk)
    left = Q(files__articles__isnull=False) | Q(files__revisions__article__edited=False)
    left |= Q(files__kills__isnull=False)
    for batch in Import.objects.filter(left, undone_at__isnull=False).distinct():
        if (revert_batch.module_path, batch.pk) not in waiting:
            revert_batch.enqueue(batch.pk)


def _requeue(file: ImportedFile) -> None:
    with reading(file) as free:
        file.refresh_from_db()
        if not free or not file.unfinished:
            return
        if file.attempts >= MAX_ATTEMPTS:
            pipeline.fail(file, ImportProblem(file.name, "interrupted"))
            return
    log.warning("the reading of file %d was interrupted; it is read again", file.pk)
    read_file.enqueue(file.pk)


def _tell_of_cut_off(file: ImportedFile) -> None:
    """Mark what a command was reading when it died; a watched folder is read on by whoever watches next."""
    if is_read(file):
        return
    with transaction.atomic():
        seen = ImportedFile.objects.select_for_update().filter(
            pk=file.pk, status=file.status, attempts=file.attempts
        )
        if seen.first() is None:
            return  # a reader has begun with it meanwhile
        if file.batch.origin == Import.Origin.COMMAND:
            pipeline.fail(file, ImportProblem(file.name, "cut_off"))
        else:
            seen.update(status=ImportedFile.Status.WAITING, percent=0)
