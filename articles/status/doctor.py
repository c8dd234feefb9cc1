"""What is wrong with the archive, and the command that mends it: all that can be told in a second or two.

What takes reading every byte is told by ``articles.backup.verify``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles.backup import record
from articles.backup.verify import Problem
from articles.indexing.health import index_state
from articles.models import ImportedFile, IndexChange
from articles.status import data_folder
from articles.status.heartbeat import worker_state
from articles.status.overview import CHECKS, MIN_FREE

OLD_BACKLOG: Final = timedelta(minutes=2)

_INDEX: Final = {
    "missing": "the search index is missing",
    "damaged": "the search index is damaged",
    "stale": "the search index was built by another version",
    "unavailable": "the search index cannot be asked",
}
_WORKER: Final = {
    "missing": "no worker runs: files wait, and what is saved is not found",
    "late": "the worker runs, but has not looked after the index for minutes",
}
_START: Final = "manage.py serve starts web and worker; a worker alone: manage.py worker"


def problems() -> Iterator[Problem]:
    """Everything that somebody should do something about."""
    yield from data_folder.folder_problems()
    try:
        yield from _migrations()
        yield from _jobs()
        yield from data_folder.row_problems()
    except DatabaseError as error:
        yield Problem(
            f"the database does not answer as it should: {error}",
            "manage.py migrate makes missing tables; manage.py verify tells whether the file is damaged",
        )
        return
    yield from (Problem(str(check.msg), str(check.hint or "")) for check in run_checks(tags=[CHECKS]))
    state = index_state()
    if state in _INDEX:
        yield Problem(_INDEX[state], "manage.py check_index --repair")
    worker = worker_state()
    if worker in _WORKER:
        yield Problem(_WORKER[worker], _START)
    yield from _disk()
    if record.last().made is None:
        cure = "manage.py backup FILE; with BACKUP_DIR the worker makes one every day"
        yield Problem("there is no backup", cure)


def _migrations() -> Iterator[Problem]:
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Problem(f"{len(plan)} changes of the database are not applied", "manage.py migrate")


def _jobs() -> Iterator[Problem]:
    stuck = IndexChange.objects.filter(attempts__gt=0).values("article_id").distinct().count()
    if stuck:
        yield Problem(f"{stuck} articles could not be indexed", "manage.py check_index --repair")
    old = timezone.now() - OLD_BACKLOG
    if IndexChange.objects.filter(held=False, attempts=0, not_before__lt=old, created_at__lt=old).exists():
        yield Problem("changes have waited for the index for minutes", _START)
    failed = ImportedFile.objects.filter(batch__undone_at=None, status=ImportedFile.Status.FAILED).count()
    if failed:
        yield Problem(f"{failed} files could not be read", "their reasons stand on the page /upload")


def _disk() -> Iterator[Problem]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < MIN_FREE:
        yield Problem(
            f"the disk of {settings.DATA_DIR} has {free / 2**20:,.0f} MB left",
            "make room on it, or move the data folder and name it with NEWSARCHIVE_DATA",
        )
