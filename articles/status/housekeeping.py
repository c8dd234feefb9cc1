"""What the archive no longer needs is deleted once a day: records of finished jobs, sessions that ended."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles.logs.measure import measured

log = logging.getLogger(__name__)

KEEP_JOBS: Final = timedelta(days=14)  # finished or failed; nobody looks at older ones


def prune() -> None:
    """Delete finished jobs of two weeks ago and expired sessions."""
    now = timezone.now()
    with measured(log, "pruned") as fields:
        fields["jobs"] = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEEP_JOBS).delete()[0]
        fields["sessions"] = Session.objects.filter(expire_date__lt=now).delete()[0]
