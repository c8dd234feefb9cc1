"""What is left of erased articles outside of their own rows: uploaded files, lines in rules, names of series,
the index, drawings, the database's free pages. Each step may be done again: a sweep that was interrupted is
begun anew.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from axes.models import AccessAttempt
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.db.backends.utils import CursorWrapper
from django_tasks_db.models import DBTaskResult

from articles.erasure import rules, stories
from articles.indexing import active_engine, outbox, rebuild, runtime, sqlite_statistics
from articles.indexing.locks import lock
from articles.logs.measure import measured
from articles.models.exports import discard_outdated
from articles.search.engines import registry
from articles.search.errors import IndexStale, SearchError

log = logging.getLogger(__name__)

WAIT: Final = 30.0  # seconds for readers of the write-ahead log, whose pages take milliseconds


def sweep(files: Collection[str]) -> None:
    """Delete these uploaded files, all drawings and the exports that hold what is gone, have rules and series
    quote what is there, build the index anew, and give the free pages of the database back. Takes as long as
    ``rebuild_index`` and twice the database's size on the disk.

    Raises IndexBusy while another rebuild is under way, SearchError (also when a former index lies in a
    cluster that does not answer), DatabaseError, OSError.
    """
    with measured(log, "swept after an erasure", files=len(files)):
        for name in files:
            default_storage.delete(name)  # refuses a name that leads out of its folder
        shutil.rmtree(Path(settings.BUILD_DIR) / "drawings", ignore_errors=True)
        discard_outdated()
        (Path(settings.INDEX_DIR) / "stories.json").unlink(missing_ok=True)
        rules.renew()
        stories.renew_names()
        _forget_what_was_noted()
        _apply_changes()
        rebuild.rebuild(active_engine.name())
        outbox.drain()
        _compact()
        _delete_other_indexes()


def _apply_changes() -> None:
    """An index that is missing or cannot be used takes none: all is in the one that is built next."""
    with suppress(IndexStale):
        outbox.drain_and_wait()


def _delete_other_indexes() -> None:
    """Indexes of engines that the archive has run with before are built anew when it runs with them again."""
    for name in registry.PERSISTENT:
        folder = Path(settings.INDEX_DIR) / name
        if name == active_engine.name() or not folder.is_dir():
            continue
        try:
            runtime.make_engine(name, runtime.current_analyzer()).delete()
        except SearchError:
            log.error("a former index of %s may hold erased texts; once it is gone, delete %s", name, folder)
            raise
        shutil.rmtree(folder)


def _forget_what_was_noted() -> None:
    """Tracebacks of jobs may quote a row; where somebody was going who signed in, an article's address."""
    DBTaskResult.objects.finished().exclude(traceback="").update(traceback="")
    AccessAttempt.objects.update(get_data="")


def _compact() -> None:
    """Write the database anew, without what was deleted, and without samples of it in its statistics."""
    with lock("vacuum.lock"), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("VACUUM (FULL, ANALYZE)")
            return
        sqlite_statistics.gather()
        cursor.execute("VACUUM")
        end = time.monotonic() + WAIT
        while _log_is_read(cursor):
            if time.monotonic() > end:
                raise OperationalError("readers kept the write-ahead log, which may hold erased texts")
            time.sleep(0.1)


def _log_is_read(cursor: CursorWrapper) -> bool:
    """Whether SQLite could not empty its write-ahead log, because somebody still reads it."""
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return bool(cursor.fetchone()[0])
