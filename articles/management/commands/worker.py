"""manage.py worker: background jobs, the outbox of the search index, and the quiet work between them."""

from __future__ import annotations

import logging
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from articles.alerts import sending
from articles.backup import daily
from articles.editing import entity_mentions, publishing
from articles.importing import bulk_corrections, jobs, source_rules
from articles.indexing import active_engine, health, outbox, sqlite_statistics
from articles.logs import metrics
from articles.logs.context import correlated
from articles.logs.measure import log_event, measured
from articles.management.background import BackgroundCommand
from articles.models import IndexChange
from articles.proof import sealing
from articles.search.errors import IndexBusy, IndexStale
from articles.status import heartbeat, housekeeping
from articles.status.memory import own_memory
from articles.stories import refresh as stories
from articles.web.exports import making as exports

log = logging.getLogger(__name__)

DUE_EVERY = 1.0  # seconds between two looks for articles whose embargo has ended
POLL = 0.25  # seconds between two looks at the outbox; a look is one indexed query
AFTER_ERROR = 5.0  # seconds
ORPHANS_EVERY = 6 * 3600.0  # seconds
BACKUP_EVERY = 600.0  # seconds between two looks whether a daily backup is due
PRUNE_EVERY = 24 * 3600.0  # seconds
EXPORTS_EVERY = 2.0  # seconds between two looks for large exports that wait
EXPORT_FILES_EVERY = 3600.0  # seconds between two looks for exports whose days are over
ALERTS_EVERY = 60.0  # seconds between two looks for news of saved searches
STORIES_EVERY = 60.0  # seconds between two looks for stories of articles that have come
JOBS_EVERY = 5.0  # seconds between two looks for jobs whose worker has died, and for new names
INDEX_EVERY = 2.0  # seconds between two looks at the index: some 0.1 ms


class Command(BackgroundCommand):
    help = "Run background jobs and keep the search index up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks for jobs")
        parser.add_argument("--batch", action="store_true", help="end when no job is left")
        parser.add_argument("--no-startup-delay", action="store_false", dest="startup_delay")

    def handle(self, *args: Any, **options: Any) -> None:
        active_engine.adopt_setting()
        stop = threading.Event()
        alive = heartbeat.Heartbeat()
        loop = JobLoop(options["interval"], batch=options["batch"], startup_delay=options["startup_delay"])

        def look_for_names() -> None:
            if not IndexChange.objects.filter(not_before__lte=timezone.now()).exists():
                entity_mentions.scan_for_new_names(stop.is_set)

        def look_for_stories() -> None:
            stories.refresh(stop.is_set)

        loop.configure_signals()
        threads = [
            start("heartbeat", alive.beat, heartbeat.EVERY, stop),
            start("drain", lambda: drain(lambda: alive.round("drain")), POLL, stop),
            start("embargoes", publishing.publish_due, DUE_EVERY, stop),
            start("interrupted jobs", jobs.requeue_interrupted, JOBS_EVERY, stop),
            start("interrupted rules", source_rules.requeue_interrupted, JOBS_EVERY, stop),
            start("interrupted corrections", bulk_corrections.requeue_interrupted, JOBS_EVERY, stop),
            start("orphans", jobs.delete_orphans, ORPHANS_EVERY, stop),
            start("prune", housekeeping.prune, PRUNE_EVERY, stop),
            start("seals", sealing.seal_when_due, BACKUP_EVERY, stop),
            start("backup", daily.make_when_due, BACKUP_EVERY, stop),
            start("names", look_for_names, JOBS_EVERY, stop),
            start("index", health.IndexKeeper().poll, INDEX_EVERY, stop),
            start("table statistics", sqlite_statistics.refresh, JOBS_EVERY, stop),
            start("stories", look_for_stories, STORIES_EVERY, stop),
            start("alerts", lambda: sending.send_due(stop.is_set), ALERTS_EVERY, stop),
            start("exports", lambda: exports.make_waiting(stop.is_set), EXPORTS_EVERY, stop),
            start("export files", exports.tidy, EXPORT_FILES_EVERY, stop),
            start("memory", loop.end_when_outgrown, JOBS_EVERY, stop),
        ]
        try:
            loop.run()
        finally:
            stop.set()
            for thread in threads:
                thread.join(timeout=30)


class JobLoop(db_worker.Worker):
    """The loop that takes jobs, whatever happens to the database meanwhile."""

    def __init__(self, interval: float, *, batch: bool, startup_delay: bool) -> None:
        super().__init__(
            queue_names=["default"],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=startup_delay,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def run(self) -> None:
        while self.running:
            try:
                super().run()
                return
            except Exception:
                log.exception("jobs: an error; trying again in %s s", AFTER_ERROR)
                _close_connection()
                time.sleep(AFTER_ERROR)

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        name = db_task_result.task_path.rpartition(".")[2]
        with correlated(f"job-{db_task_result.id}"), measured(log, "job", name=name) as fields:
            super().run_task(db_task_result)
            fields["status"] = str(db_task_result.status)
        metrics.JOBS.add("failed" if db_task_result.status == TaskResultStatus.FAILED else "successful")
        metrics.flush()

    def end_when_outgrown(self) -> None:
        """End after the job in hand when this process has become too large: ``serve`` starts a new one."""
        size = own_memory()
        if self.running and size > settings.PROCESS_MEMORY:
            log_event(log, logging.WARNING, "worker outgrown", {"megabytes": size // 2**20})
            self.running = False


def drain(sign_of_life: Callable[[], None]) -> None:
    """Apply the outbox as it fills, with a sign of life after each batch: a large import keeps it at work for
    minutes. Whoever is at it already goes on with it; what waits for an index that must be built anew is
    applied afterwards."""
    with suppress(IndexBusy, IndexStale):
        outbox.drain(progress=lambda _applied: sign_of_life())
    sign_of_life()


def start(name: str, work: Callable[[], object], pause: float, stop: threading.Event) -> threading.Thread:
    """Do ``work`` in a thread again and again, whatever happens, until ``stop`` is set."""

    def run() -> None:
        wait = 0.0
        with correlated(f"worker-{name.replace(' ', '-')}"):
            while not stop.wait(wait):
                wait = pause
                try:
                    work()
                except Exception:
                    log.exception("%s: an error; trying again in %s s", name, AFTER_ERROR)
                    _close_connection()
                    wait = AFTER_ERROR
        _close_connection()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    return thread


def _close_connection() -> None:
    """One that is broken is opened anew by whoever asks next."""
    with suppress(DatabaseError):
        connection.close()
