"""The sweep as a job of the worker: the administration does not wait for it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.db import DatabaseError
from django.utils import timezone
from django_tasks import task

from articles.erasure.sweep import sweep
from articles.search.errors import SearchError

log = logging.getLogger(__name__)

AGAIN: Final = timedelta(minutes=5)


@task()
def sweep_erased(files: list[str]) -> None:
    """See :func:`articles.erasure.sweep.sweep`. What hinders it - another rebuild, a full disk - is logged,
    and the sweep begun anew later: an erasure is not done before it."""
    try:
        sweep(files)
    except (SearchError, DatabaseError, OSError):
        log.exception("the sweep after an erasure did not end; it is begun anew in %s", AGAIN)
        sweep_erased.using(run_after=timezone.now() + AGAIN).enqueue(files)
