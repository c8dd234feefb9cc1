"""The Model Context Protocol over HTTP, where the archive chose to serve it (``MCP_HTTP``).

Streamable HTTP without sessions: each request is answered by itself and as JSON, so that any process may
answer it and none waits with an open stream. Who asks with a key reads as its user; others as strangers.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any, Final
from urllib.parse import urlsplit

from asgiref.sync import async_to_sync
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from articles.access.api_keys import key_of, unauthorized
from articles.api.guard import guarded
from articles.api.problems import FORBIDDEN, NOT_FOUND, TOO_LARGE, problem
from articles.models import ApiKey

MAX_BODY: Final = 64 * 1024  # bytes; a question to a tool has some hundred
PATH: Final = "/mcp"


@guarded
@require_POST
def mcp_view(request: HttpRequest) -> HttpResponse:
    """One message of the protocol. 403 for a page of another site: it would ask with its reader's network."""
    if not settings.MCP_HTTP:
        return problem(NOT_FOUND, "this archive does not serve the Model Context Protocol (MCP_HTTP)")
    if not _is_welcome(request, request.headers.get("Origin")):
        return problem(FORBIDDEN, "pages of other sites may not ask: see API_CORS_ORIGINS")
    key = key_of(request)
    if key and ApiKey.Scope.READ not in key.scopes:
        return problem(FORBIDDEN, "this key has not the scope read", scope=ApiKey.Scope.READ.value)
    if not key and not settings.ARCHIVE_PUBLIC:
        return unauthorized("this archive is open to programs with a key")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return problem(TOO_LARGE, f"a message may have {MAX_BODY} bytes")
    return async_to_sync(_exchange)(request, key.user if key else None)


def _is_welcome(request: HttpRequest, origin: str | None) -> bool:
    """Whether no browser asks, or one from this archive's own pages or from a site that is named."""
    if origin is None or origin in settings.CORS_ALLOWED_ORIGINS:
        return True
    return urlsplit(origin).netloc == request.get_host()


async def _exchange(request: HttpRequest, user: Any) -> HttpResponse:
    """The SDK's answer to one request."""
    from mcp.server.transport_security import TransportSecuritySettings

    from articles.mcp.server import server  # here: the SDK takes half a second, and few archives serve it

    made = server(user)
    made.streamable_http_app(
        json_response=True,
        stateless_http=True,
        max_request_body_size=MAX_BODY,
        # Hosts are looked at before (ALLOWED_HOSTS), and so are origins.
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    answer = _Answer()
    async with made.session_manager.run():
        await made.session_manager.handle_request(_scope(request), _Body(request.body), answer)
    return answer.response()


def _scope(request: HttpRequest) -> dict[str, Any]:
    """The request as ASGI has it."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in request.headers.items()]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.scheme,
        "path": PATH,
        "raw_path": PATH.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": None,
        "server": None,
    }


class _Body:
    """What an ASGI application receives: the whole body at once, and then nothing more."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body

    async def __call__(self) -> dict[str, Any]:
        if self._body is None:
            await asyncio.Event().wait()  # until who listens for the reader's leaving gives up
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class _Answer:
    """What an ASGI application sends, as a response of Django's."""

    def __init__(self) -> None:
        self._status, self._headers, self._body = 500, list[tuple[bytes, bytes]](), bytearray()

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")

    def response(self) -> HttpResponse:
        response = HttpResponse(bytes(self._body), status=self._status)
        for name, value in self._headers:
            response[name.decode("latin-1")] = value.decode("latin-1")
        response["Cache-Control"] = "no-store"
        return response
