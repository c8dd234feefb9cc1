"""What is left of erased articles outside of the rows: uploaded files, the index, drawings, the database's
free pages. Each step may be done again: a sweep that was interrupted is begun anew.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from articles.indexing import active_engine, outbox, rebuild, runtime
from articles.indexing.locks import lock
from articles.logs.measure import measured
from articles.models.exports import discard_outdated
from articles.search.engines import registry
from articles.search.errors import SearchError

log = logging.getLogger(__name__)


def sweep(files: Collection[str]) -> None:
    """Delete these uploaded files, all drawings and the exports that hold what is gone, build the index anew,
    and give the free pages of the database back. Takes as long as ``rebuild_index`` and twice the database's
    size on the disk.

    Raises IndexBusy while another rebuild is under way, SearchError (also when a former index lies in a
    cluster that does not answer), DatabaseError, OSError.
    """
    with measured(log, "swept after an erasure", files=len(files)):
        for name in files:
            default_storage.delete(name)  # refuses a name that leads out of its folder
        shutil.rmtree(Path(settings.BUILD_DIR) / "drawings", ignore_errors=True)
        discard_outdated()
        (Path(settings.INDEX_DIR) / "stories.json").unlink(missing_ok=True)
        outbox.drain_and_wait()
        rebuild.rebuild(active_engine.name())
        outbox.drain()
        _compact()
        _delete_other_indexes()


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


def _compact() -> None:
    """Write the database anew, without what was deleted."""
    with lock("vacuum.lock"), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if cursor.fetchone()[0]:
                log.warning("readers kept the write-ahead log: it is emptied when they have ended")
        else:
            cursor.execute("VACUUM (FULL)")
