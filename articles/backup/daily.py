"""Daily backups by the worker: made, checked to the last byte, and the oldest deleted."""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from articles.backup import record
from articles.backup.container import PARTIAL
from articles.backup.create import create
from articles.backup.errors import BackupError
from articles.backup.verify import checked
from articles.indexing.locks import lock
from articles.search.errors import IndexBusy

log = logging.getLogger(__name__)

EVERY: Final = timedelta(days=1)
OVERDUE: Final = 2 * EVERY  # a backup older than that is told to administrators
LOCK: Final = "backup.lock"
_NAME: Final = "newsarchive-%Y-%m-%dT%H%M%SZ.tar"
_FILES: Final = re.compile(r"(newsarchive-\d{4}-\d\d-\d\dT\d{6}Z\.tar)(\.age)?")


def make_when_due() -> None:
    """Make a backup when BACKUP_DIR is set and its newest is a day old.

    What goes wrong is logged, and told in the administration; the next look tries again.
    """
    if settings.BACKUP_DIR is None:
        return
    try:
        with suppress(IndexBusy), lock(LOCK):  # of two workers, one makes it
            if is_due(settings.BACKUP_DIR):
                _make(settings.BACKUP_DIR)
    except (BackupError, OSError, DatabaseError) as error:
        log.exception("the daily backup could not be made")
        record.failed(str(error))


def is_due(folder: Path) -> bool:
    stored = backups(folder)
    return not stored or timezone.now() - _made(stored[-1]) >= EVERY


def backups(folder: Path) -> list[Path]:
    """The daily backups, oldest first. What else lies in the folder is nobody's to touch."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _FILES.fullmatch(path.name))


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob(f".newsarchive-*{PARTIAL}"):  # of a worker that was killed
        path.unlink(missing_ok=True)
    phrase = settings.BACKUP_PASSPHRASE
    path = folder / (f"{timezone.now().astimezone(UTC):{_NAME}}" + (".age" if phrase else ""))
    create(path, passphrase=phrase)
    record.made(path)
    checked(path, phrase)
    record.verified(path)
    for old in backups(folder)[: -settings.BACKUP_KEEP]:  # only now: the new one is sound
        old.unlink(missing_ok=True)


def _made(path: Path) -> datetime:
    found = _FILES.fullmatch(path.name)
    return datetime.strptime(found[1] if found else "", _NAME).replace(tzinfo=UTC)
