"""How far the index lags behind the database."""

from __future__ import annotations

from typing import Final

from django.db.models import Min
from django.utils import timezone

from articles.models import IndexChange

OLD_BACKLOG: Final = 120.0  # seconds; an idle archive indexes a change within one


def backlog() -> tuple[int, float]:
    """How many changes wait for the index, and for how many seconds the oldest of those that are due does.

    Raises DatabaseError.
    """
    waiting = IndexChange.objects.filter(held=False)
    now = timezone.now()
    oldest = waiting.filter(not_before__lte=now).aggregate(oldest=Min("created_at"))["oldest"]
    return waiting.count(), max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
