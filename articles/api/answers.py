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
    body = to_json(value)
    response = HttpResponse(body, status=status, content_type="application/json")
    response["ETag"] = etag = _entity_tag(value, body)
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
    return _entity_tag(value, to_json(value))


def _entity_tag(value: Mapping[str, Any], lasting: bytes) -> str:
    """``lasting`` is the object as JSON. Within a text a quotation mark stands behind a backslash, so that a
    name is found where it is one."""
    for name in CHANGING & value.keys():
        lasting = lasting.replace(to_json({name: value[name]})[1:-1], b"", 1)
    return f'W/"{blake2b(lasting, digest_size=12).hexdigest()}"'
