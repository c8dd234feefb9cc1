"""Files and folders → articles, stored in batches while the last batch is being indexed.

A process killed between batches leaves whole batches behind, and importing again adds only what is missing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F

from articles.editing import audit
from articles.importing.columns import recall
from articles.importing.limits import limits
from articles.importing.reading_lock import reading
from articles.importing.rereading import reader
from articles.importing.rows.batch import Destination
from articles.importing.rows.store import DATABASE_FAILS, FileDiscarded, Report, cause, store, stored_earlier
from articles.importing.rules.cleaning_rules import current_rules
from articles.indexing import documents, sqlite_statistics
from articles.indexing.indexer_process import IndexerProcess
from articles.ingest import sandbox
from articles.ingest.file_names import printable_name
from articles.ingest.types import Draft, ImportProblem
from articles.logs import metrics
from articles.logs.measure import Fields, measured
from articles.models import Article, Import, ImportedFile, ImportIssue
from articles.models.outbox import paused

log = logging.getLogger(__name__)

# Articles of one transaction, for which whoever saves meanwhile waits: 0.3 s.
BATCH: Final = 250
UNFINISHED: Final = (ImportedFile.Status.WAITING, ImportedFile.Status.READING)
# What would fail for every file: the database, cleaning rules that cannot be read.
STOPS: Final = (*DATABASE_FAILS, OSError)
NOT_OF_THE_FILE: Final = (*DATABASE_FAILS, ImproperlyConfigured)

Progress = Callable[[int], None]
# The counts of a file, and what /metrics calls their rows.
ROWS: Final = {"added": "added", "updated": "updated", "duplicates": "duplicate", "refused": "refused"}
COUNTS = ("status", *ROWS)


def import_paths(
    paths: Iterable[Path],
    *,
    source_name: str = "",
    status: str = Article.Status.PUBLISHED,
    progress: Progress | None = None,
) -> Report:
    """Read files and folders, store what is new, and return when all of it is searchable.

    The batch that it makes is listed with the uploaded ones, and can be undone like them.
    """

    def files() -> Iterator[tuple[Path, ImportedFile]]:
        batch = Import.objects.create(
            origin=Import.Origin.COMMAND,
            source_name=source_name[:200],
            publish_at_once=status == Article.Status.PUBLISHED,
        )
        audit.record(audit.Action.IMPORTED, kind="import", row_id=batch.pk)
        for path in paths:
            name = printable_name(path.name)[-300:]
            yield path, ImportedFile.objects.create(batch=batch, name=name)

    return import_files(files(), progress)


def import_files(files: Iterable[tuple[Path, ImportedFile]], progress: Progress | None = None) -> Report:
    """Read each path and store what is new with the file that stands for it; return when it is searchable.

    When the database or the disk fails, the import stops: the report says so, and the same import goes on
    later from where it was.
    """
    begun = time.monotonic()
    report = Report()
    try:
        with paused(), IndexerProcess() as indexer:
            for path, file in files:
                for stored in _read_one(path, file, report):
                    indexer.batch_stored()
                    if progress:
                        progress(stored)
    except STOPS as error:
        log.error("the import stops: %s", error, exc_info=error)
        report.issues.append(ImportProblem("", "stopped", cause(error)))
    report.seconds = time.monotonic() - begun
    return report


def _read_one(path: Path, file: ImportedFile, report: Report) -> Iterator[int]:
    """Store what one path holds, as :func:`_store_all`, where no other process reads it."""
    with reading(file) as mine, logged(file):
        if not mine:
            return
        try:
            for stored in _store_all(path, file, report):
                sqlite_statistics.refresh()
                yield stored
        except STOPS:
            raise  # no word of it can be written; the worker finds that nobody reads the file
        except BaseException:
            ImportedFile.objects.filter(pk=file.pk).update(status=ImportedFile.Status.FAILED)
            raise


@contextmanager
def logged(file: ImportedFile) -> Iterator[None]:
    """Log and count what comes of the reading of a file, with its seconds."""
    with measured(log, "file read", file=file.name, id=file.pk) as fields:
        try:
            yield
            fields |= ImportedFile.objects.filter(pk=file.pk).values(*COUNTS).first() or {}
        finally:
            _count(fields)


def _count(outcome: Fields) -> None:
    """Without an outcome the reading was stopped, by the database or the disk."""
    status = str(outcome.setdefault("status", "stopped"))
    metrics.FILES.add(status if status in ("done", "failed", "discarded") else "stopped")
    for name, result in ROWS.items():
        metrics.IMPORTED.add(result, amount=int(str(outcome.get(name, 0))))
    metrics.flush()


def _store_all(path: Path, file: ImportedFile, report: Report) -> Iterator[int]:
    """Store what one path holds, and tell after each batch how much that was. What nobody foresaw is logged
    and costs this file alone."""
    to = begin(file)
    try:
        for items in documents.batched(_items(path, file), BATCH):
            store(items, report, to)
            yield len(items)
    except FileDiscarded:
        return
    except NOT_OF_THE_FILE:
        raise
    except Exception as error:
        report.issues.append(unforeseen(file, error))
        return
    finish(file)


def unforeseen(file: ImportedFile, error: Exception) -> ImportProblem:
    """Log why a file could not be read to its end, and mark it as failed."""
    log.error("%s: the file cannot be read", file.name, exc_info=error)
    problem = ImportProblem(file.name, "not_read", cause(error))
    fail(file, problem)
    return problem


def fail(file: ImportedFile, problem: ImportProblem) -> None:
    """Mark a file that is being read, or waits for it, as failed, with the reason."""
    with transaction.atomic():
        row = ImportedFile.objects.filter(pk=file.pk, status__in=UNFINISHED)
        if row.update(status=ImportedFile.Status.FAILED, refused=F("refused") + 1):
            ImportIssue.objects.create(file=file, code=problem.code, values=problem.values)


def begin(file: ImportedFile) -> Destination:
    """Mark a file as being read, forget what an earlier reading said of it; where its articles go."""
    file.issues.all().delete()
    file.status, file.percent, file.attempts = file.Status.READING, 0, file.attempts + 1
    file.added = file.updated = file.duplicates = file.refused = 0
    file.reader = reader()
    file.save()
    status = Article.Status.PUBLISHED if file.batch.publish_at_once else Article.Status.DRAFT
    return Destination(file.batch.source_name, status, file, stored_earlier(file))


def finish(file: ImportedFile) -> None:
    """Mark a file as read to its end; as failed when nothing could be had from it."""
    row = ImportedFile.objects.filter(pk=file.pk, status=ImportedFile.Status.READING)
    row.update(status=ImportedFile.Status.DONE, percent=100)
    row = ImportedFile.objects.filter(pk=file.pk, status=ImportedFile.Status.DONE, refused__gt=0)
    row.filter(added=0, updated=0, duplicates=0).update(status=ImportedFile.Status.FAILED)


def _items(path: Path, file: ImportedFile) -> Iterator[Draft | ImportProblem]:
    publisher = file.batch.source_name
    # By its place in the folder, which may say more than its name: posts/_drafts/page.md.
    below = ((inner, str(inner.relative_to(path))) for inner in files_below(path))
    for inner, name in below if path.is_dir() else [(path, file.name)]:
        table = recall(inner, name, publisher)
        yield from sandbox.read(
            inner, limits(), name=name, publisher=publisher, rules=current_rules(), table=table
        )


def files_below(folder: Path) -> Iterator[Path]:
    """A folder's files in the order of their names, without hidden ones and links."""
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not file.is_symlink() and not hidden:
            yield file
