"""The sweep as a job of the worker: the administration does not wait for it."""

from __future__ import annotations

import logging

from django_tasks import task

from articles.erasure.sweep import sweep

log = logging.getLogger(__name__)


@task()
def sweep_erased(files: list[str]) -> None:
    """See :func:`articles.erasure.sweep.sweep`."""
    sweep(files)
