"""Where this archive is found, whatever a request says."""

from __future__ import annotations

from django.conf import settings


def own_address() -> str:
    """``SITE_URL``, else where this archive listens; without a slash at the end. The same whatever Host a
    request names: for mails, and for what is made once for all readers."""
    return settings.SITE_URL or f"http://{settings.HOST}:{settings.PORT}"
