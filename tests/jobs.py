"""The worker of background jobs, run in the test's own process until nothing is left to do."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Worker

from articles.indexing import outbox, runtime


def run_jobs() -> None:
    """Do all waiting jobs, then index what they stored."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()
    outbox.drain(runtime.current_engine())
