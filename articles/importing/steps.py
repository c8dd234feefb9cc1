"""Work on many articles in steps that may be interrupted. A row tells by its status what is to be done, and
how far it has come; the worker's death costs the step that it was in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet
from django_tasks.base import Task

from articles.importing.waiting_jobs import waiting_jobs

Row = TypeVar("Row", bound=Model)


def in_steps(rows: QuerySet[Row], work: Callable[[Row], bool]) -> None:
    """Do steps, each in a transaction, while the one row is among ``rows``, which looks at its status too,
    and ``work`` says that there may be more to do."""
    while step(rows, work):
        pass


def step(rows: QuerySet[Row], work: Callable[[Row], bool]) -> bool:
    """Do one step. Returns whether there may be more to do."""
    with transaction.atomic():
        row = rows.select_for_update(of=("self",)).first()
        if row is None:
            return False
        goes_on = work(row)
        row.save()
    return goes_on


def requeue_interrupted(rows: QuerySet[Row], jobs: Mapping[Any, Task[..., Any]]) -> None:
    """Have the rows gone on with whose worker has died: by their status, the job that takes their number."""
    waiting = waiting_jobs()
    for status, job in jobs.items():
        for pk in rows.filter(status=status).values_list("pk", flat=True):
            if (job.module_path, pk) not in waiting:
                job.enqueue(pk)
