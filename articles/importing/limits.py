"""What a file may cost, by the settings."""

from __future__ import annotations

from django.conf import settings

from articles.ingest.types import Limits


def limits() -> Limits:
    return Limits(**settings.IMPORT_LIMITS)
