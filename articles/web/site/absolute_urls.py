"""Full addresses, for what leaves the site: feeds, exports, citations, metadata."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site_address(request: HttpRequest) -> str:
    """``SITE_URL`` when it is set, else the address the request came to; without a slash at the end."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def full_address(request: HttpRequest, path: str) -> str:
    return site_address(request) + path
