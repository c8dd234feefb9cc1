"""Where this archive is found: full addresses for what leaves the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """``SITE_URL`` when it is set, else the address the request came to; without a slash at the end."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def own_address() -> str:
    """``SITE_URL``, else where this archive listens; without a slash at the end. The same whatever Host a
    request names: for mails, and for what is made once for all readers."""
    return settings.SITE_URL or f"http://{settings.HOST}:{settings.PORT}"
