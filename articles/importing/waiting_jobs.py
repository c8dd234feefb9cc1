"""Which jobs the worker has still to begin."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult


def waiting_jobs() -> set[tuple[str, Any]]:
    """The path of each one's function, with its first argument: the id of the row that it is about."""
    jobs = DBTaskResult.objects.ready().values_list("task_path", "args_kwargs")
    return {(path, args["args"][0]) for path, args in jobs}
