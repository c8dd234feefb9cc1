"""manage.py worker: background jobs, and the outbox of the search index, until it is told to stop."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from articles import indexing, jobs, runtime
from articles.search.errors import IndexBusy, SearchError

log = logging.getLogger(__name__)

POLL = 0.25  # seconds between two looks at the outbox; a look is one indexed query
AFTER_ERROR = 5.0  # seconds
LOOK_AROUND = 5.0  # seconds between two looks for jobs whose worker has died


class Command(db_worker.Command):
    help = "Run background jobs and keep the search index up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        drainer = threading.Thread(target=drain_until, args=(stop,), name="drain", daemon=True)
        drainer.start()
        watcher = threading.Thread(target=look_around_until, args=(stop,), name="jobs", daemon=True)
        watcher.start()
        try:
            super().handle(*args, **options)
        finally:
            stop.set()
            drainer.join(timeout=30)
            watcher.join(timeout=30)


def drain_until(stop: threading.Event) -> None:
    """Apply the outbox as it fills, whatever happens, until ``stop`` is set."""
    wait = POLL
    while not stop.wait(wait):
        wait = POLL
        try:
            indexing.drain(runtime.current_engine())
        except IndexBusy:
            pass
        except (SearchError, DatabaseError):
            log.exception("the index could not be updated; trying again in %s s", AFTER_ERROR)
            connection.close()
            wait = AFTER_ERROR
    connection.close()


def look_around_until(stop: threading.Event) -> None:
    """Have interrupted jobs taken up again, at the start and ever after."""
    while True:
        try:
            jobs.take_up_interrupted()
        except DatabaseError:
            log.exception("interrupted jobs could not be looked for; trying again in %s s", LOOK_AROUND)
            connection.close()
        if stop.wait(LOOK_AROUND):
            break
    connection.close()
