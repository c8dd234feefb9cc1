"""Requests in log and counts: an id for each, those that were refused, who signed in or failed to."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

from articles.logs import metrics
from articles.logs.context import accepted_id, correlated
from articles.logs.measure import log_event

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_SECRETS = {"key", "token"}  # parameters of paths
MAX_SHOWN = 200  # characters of a path or a name in the log
_KINDS = {
    "api/": "api",
    "admin/upload/": "upload",
    "admin/": "admin",
    "healthz": "other",
    "readyz": "other",
    "metrics": "other",
}


def request_log(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Every request has an id, a proxy's when that is sane; the response and all its log lines carry it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        identifier = accepted_id(request.headers.get(HEADER, ""))
        begun = time.monotonic()
        with correlated(identifier):
            response = get_response(request)
            _count(request, response.status_code, time.monotonic() - begun)
            level = logging.INFO if response.status_code >= 400 else logging.DEBUG
            if log.isEnabledFor(level):
                log_event(log, level, "request", _fields(request, response.status_code, begun))
        response.headers[HEADER] = identifier
        return response

    return middleware


def _count(request: HttpRequest, status: int, seconds: float) -> None:
    kind = _kind(request)
    metrics.REQUESTS.add(kind, f"{status // 100}xx")
    metrics.REQUEST_SECONDS.observe(seconds, kind)
    metrics.flush()


def _kind(request: HttpRequest) -> str:
    """By the address that was resolved; "other" where none was, as of static files, and for machines."""
    route = request.resolver_match.route if request.resolver_match else "healthz"
    found = (kind for prefix, kind in _KINDS.items() if route.startswith(prefix))
    return next(found, "page")


def _fields(request: HttpRequest, status: int, begun: float) -> dict[str, object]:
    return {
        "status": status,
        "method": request.method,
        "path": escape_uri_path(_without_secrets(request))[:MAX_SHOWN],
        "address": _address(request),
        "ms": round((time.monotonic() - begun) * 1000),
    }


def _without_secrets(request: HttpRequest) -> str:
    """The path, without what gives whoever reads the log the right of a link in a mail."""
    path = request.path
    values = request.resolver_match.kwargs if request.resolver_match else {}
    for name in _SECRETS & values.keys():
        path = path.replace(str(values[name]), "…")
    return path


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request else ""


@receiver(user_logged_in)
def signed_in(user: Any, request: HttpRequest | None = None, **options: Any) -> None:
    log_event(log, logging.INFO, "signed in", {"user": user.get_username(), "address": _address(request)})


@receiver(user_logged_out)
def signed_out(user: Any, request: HttpRequest | None = None, **options: Any) -> None:
    if user is not None:
        log_event(
            log, logging.INFO, "signed out", {"user": user.get_username(), "address": _address(request)}
        )


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **options: Any) -> None:
    name = str(credentials.get("username", ""))[:MAX_SHOWN]
    log_event(log, logging.WARNING, "sign-in failed", {"user": name, "address": _address(request)})
