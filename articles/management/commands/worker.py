"""manage.py worker: background jobs, the outbox of the search index, and the quiet work between them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from articles.editing import entity_mentions
from articles.importing import jobs
from articles.indexing import outbox, runtime, sqlite_statistics
from articles.models import IndexChange
from articles.search.errors import IndexBusy, SearchError
from articles.searching import story_threads

log = logging.getLogger(__name__)

POLL = 0.25  # seconds between two looks at the outbox; a look is one indexed query
AFTER_ERROR = 5.0  # seconds
ORPHANS_EVERY = 6 * 3600.0  # seconds
STORIES_EVERY = 60.0  # seconds between two looks for stories of articles that have come
JOBS_EVERY = 5.0  # seconds between two looks for jobs whose worker has died, and for new names


class Command(db_worker.Command):
    help = "Run background jobs and keep the search index up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def look_for_names() -> None:
            if not IndexChange.objects.filter(not_before__lte=timezone.now()).exists():
                entity_mentions.scan_for_new_names(stop.is_set)

        threads = [
            start("drain", drain, POLL, stop),
            start("interrupted jobs", jobs.requeue_interrupted, JOBS_EVERY, stop),
            start("orphans", jobs.delete_orphans, ORPHANS_EVERY, stop),
            start("names", look_for_names, JOBS_EVERY, stop),
            start("table statistics", sqlite_statistics.refresh, JOBS_EVERY, stop),
            start("stories", story_threads.refresh, STORIES_EVERY, stop),
        ]
        try:
            super().handle(*args, **options)
        finally:
            stop.set()
            for thread in threads:
                thread.join(timeout=30)


def drain() -> None:
    """Apply the outbox as it fills; whoever is at it already goes on with it."""
    with suppress(IndexBusy):
        outbox.drain(runtime.current_engine())


def start(name: str, work: Callable[[], object], pause: float, stop: threading.Event) -> threading.Thread:
    """Do ``work`` in a thread again and again, whatever happens, until ``stop`` is set."""

    def run() -> None:
        wait = 0.0
        while not stop.wait(wait):
            wait = pause
            try:
                work()
            except (SearchError, DatabaseError):
                log.exception("%s: an error; trying again in %s s", name, AFTER_ERROR)
                connection.close()
                wait = AFTER_ERROR
        connection.close()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread
