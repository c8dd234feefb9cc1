"""An object as the response that a program gets: JSON, and what spares sending it a second time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from pydantic_core import to_json

CHANGING: Final = {"took_ms"}  # what differs though nothing has changed


def answer(
    request: HttpRequest, value: Mapping[str, Any], *, modified: datetime | None = None, status: int = 200
) -> HttpResponse:
    """The object as JSON with its ETag; 304 when the reader has it already. ``modified`` is when it changed
    last, where that is known."""
    response = HttpResponse(to_json(value), status=status, content_type="application/json")
    response["ETag"] = etag = entity_tag(value)
    if status != 200 or request.method not in ("GET", "HEAD"):
        return response
    response["Cache-Control"] = "no-cache"  # it may be kept, and is asked for again each time
    if modified is None:
        return get_conditional_response(request, etag=etag, response=response) or response
    seconds = int(modified.timestamp())
    response["Last-Modified"] = http_date(seconds)
    return get_conditional_response(request, etag, seconds, response) or response


def entity_tag(value: Mapping[str, Any]) -> str:
    """A weak ETag: equal for answers that say the same."""
    lasting = to_json({name: each for name, each in value.items() if name not in CHANGING})
    return f'W/"{blake2b(lasting, digest_size=12).hexdigest()}"'
