"""Drafts → rows: what is new is stored, what changed is updated or held for review, what is known is told.

One batch is one transaction: the articles, their originals, tags, copies, outbox rows and the counts of the
file they came from.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F, Q

from articles.importing.messages.problem_messages import message
from articles.importing.rows import kills, turns
from articles.importing.rows.batch import Batch, Candidate, Destination
from articles.ingest.problems import filling
from articles.ingest.types import Draft, ImportProblem
from articles.models import ImportedFile, ImportIssue, Tombstone
from articles.models.actor import within_batch

log = logging.getLogger(__name__)

# Refused and known rows that are listed one by one for a file; beyond it they are only counted.
LISTED: Final = 500
MAX_RACES: Final = 3  # with other imports, that a batch may lose before it is taken apart
# What is no article's fault: the reading is taken up again when the database is back.
DATABASE_FAILS: Final = (OperationalError, InterfaceError)


@dataclass
class Report:
    """What an import did. ``issues`` holds files and rows that could not be read."""

    added: int = 0
    updated: int = 0
    duplicates: int = 0
    held: int = 0  # of the added and updated: what its sender holds back, or embargoes
    issues: list[ImportProblem] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def files_failed(self) -> int:
        return sum(issue.whole_file for issue in self.issues)

    def as_json(self) -> dict[str, Any]:
        """The object that ``manage.py import --json`` prints."""
        return {
            "added": self.added,
            "updated": self.updated,
            "duplicates": self.duplicates,
            "failed": [
                {"file": issue.file, "line": issue.line, "reason": message(issue.code, issue.values)}
                for issue in self.issues
            ],
            "seconds": round(self.seconds, 2),
        }


def stored_earlier(file: ImportedFile) -> dict[int, Literal["added", "updated"]]:
    """What readings of this file have stored so far (:attr:`Destination.earlier`)."""
    earlier: dict[int, Literal["added", "updated"]] = {}
    for pk, replaces in file.articles.values_list("pk", "replaces"):
        earlier[pk] = "updated" if replaces else "added"
    for pk in file.revisions.values_list("article", flat=True):
        earlier[pk] = "updated"
    return earlier


class FileDiscarded(Exception):
    """The file has been discarded, or its batch undone, while it was read: nothing more of it is stored."""


def store(items: Iterable[Draft | ImportProblem], report: Report, to: Destination | None = None) -> None:
    """Store one batch in one transaction and count it into the report.

    A row that cannot be stored for a reason that nobody foresaw is found, logged and refused; the others go
    in. Raises FileDiscarded, and OperationalError when it is the database that fails.
    """
    to = to or Destination()
    items = list(items)
    try:
        _store_despite_others(items, report, to)
    except (FileDiscarded, *DATABASE_FAILS):
        raise
    except Exception as error:
        if len(items) > 1:
            for half in (items[: len(items) // 2], items[len(items) // 2 :]):
                store(half, report, to)
        elif items and isinstance(items[0], Draft):
            log.exception("%s, line %s: the article cannot be stored", items[0].file, items[0].line)
            _store([_refusal(items[0], error)], report, to)
        else:
            raise


def _refusal(draft: Draft, error: Exception) -> ImportProblem:
    return ImportProblem(draft.file, "not_stored", cause(error), line=draft.line, whole_file=False)


def cause(error: Exception) -> dict[str, str]:
    """An exception as the values of an :class:`ImportProblem`."""
    return filling(why=f"{type(error).__name__}: {error}".replace("\0", " "))


def _store_despite_others(items: list[Draft | ImportProblem], report: Report, to: Destination) -> None:
    """Store, and decide anew when another import has stored one of the inputs, or waits for this one."""
    for _ in range(MAX_RACES):
        try:
            _store(items, report, to)
            return
        except IntegrityError:
            log.info("another import stored some of %d rows meanwhile; they are decided on anew", len(items))
        except OperationalError as error:
            if not _is_deadlock(error):
                raise
            log.info("two imports waited for each other; %d rows are stored once more", len(items))
    _store(items, report, to)


def _is_deadlock(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == "40P01"  # PostgreSQL's deadlock_detected


def _store(items: list[Draft | ImportProblem], report: Report, to: Destination) -> None:
    drafts = [item for item in items if isinstance(item, Draft)]
    candidates = [Candidate.of(draft.prepared(), to.source_name) for draft in drafts if not draft.kills]
    issues = [item for item in items if isinstance(item, ImportProblem)]
    erased = _erased(candidates)
    issues += [_is_erased(each.draft) for each in candidates if _hashes(each) & erased]
    candidates = [each for each in candidates if not _hashes(each) & erased]
    with turns.turn(), _acting_for(to.file), transaction.atomic():
        if to.file and not _still_wanted(to.file):
            raise FileDiscarded
        batch = Batch(candidates, to)
        for candidate in candidates:
            batch.take(candidate)
        batch.write()
        killed = kills.apply([draft for draft in drafts if draft.kills], to.source_name, to.file)
        batch.updated += killed.withdrawn
        issues += killed.problems
        if to.file:
            _record(to.file, batch, issues)
    for pk in batch.resumed:
        del to.earlier[pk]
    report.issues += issues
    report.added += batch.added
    report.updated += batch.updated
    report.duplicates += len(batch.duplicates)
    report.held += batch.held


def _hashes(candidate: Candidate) -> set[str]:
    draft = candidate.draft
    return {candidate.key, candidate.key_as_written, draft.raw_hash, draft.fingerprint} - {""}


def _erased(candidates: list[Candidate]) -> set[str]:
    """Of the hashes by which these are known, those of articles that were erased in law."""
    if not Tombstone.objects.exists():
        return set()
    hashes = {value for each in candidates for value in _hashes(each)}
    known = Q(input_key__in=hashes) | Q(raw_hash__in=hashes) | Q(fingerprint__in=hashes)
    rows = Tombstone.objects.filter(known).values_list("input_key", "raw_hash", "fingerprint")
    return {value for row in rows for value in row if value}


def _is_erased(draft: Draft) -> ImportProblem:
    return ImportProblem(draft.file, "erased", {}, line=draft.line, whole_file=False)


def _acting_for(file: ImportedFile | None) -> AbstractContextManager[None]:
    return within_batch(file.batch_id, file.batch.user) if file else nullcontext()


def _still_wanted(file: ImportedFile) -> bool:
    rows = ImportedFile.objects.select_for_update().filter(pk=file.pk)
    return rows.exclude(status=ImportedFile.Status.DISCARDED).first() is not None


def _record(file: ImportedFile, batch: Batch, issues: list[ImportProblem]) -> None:
    """The batch's outcome, with the file that it came from."""
    rows = [
        ImportIssue(
            file=file,
            name=issue.file[-300:] if issue.file != file.name else "",
            line=issue.line,
            code=issue.code,
            values=issue.values,
        )
        for issue in issues
    ] + [
        ImportIssue(
            file=file, line=draft.line, code=ImportIssue.DUPLICATE, message=draft.title, duplicate_of=article
        )
        for draft, article in batch.duplicates
    ]
    if rows:
        ImportIssue.objects.bulk_create(rows[: max(0, LISTED - file.issues.count())])
    ImportedFile.objects.filter(pk=file.pk).update(
        added=F("added") + batch.added,
        updated=F("updated") + batch.updated,
        duplicates=F("duplicates") + len(batch.duplicates),
        refused=F("refused") + len(issues),
    )
