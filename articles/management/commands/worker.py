"""manage.py worker: background jobs, and the outbox of the search index, until it is told to stop."""

from __future__ import annotations

import logging
import threading
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from articles import indexing, runtime
from articles.search.errors import IndexBusy, SearchError

log = logging.getLogger(__name__)

POLL = 0.25  # seconds between two looks at the outbox; a look is one indexed query
AFTER_ERROR = 5.0  # seconds


class Command(db_worker.Command):
    help = "Run background jobs and keep the search index up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        drainer = threading.Thread(target=drain_until, args=(stop,), name="drain", daemon=True)
        drainer.start()
        try:
            super().handle(*args, **options)
        finally:
            stop.set()
            drainer.join(timeout=30)


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
