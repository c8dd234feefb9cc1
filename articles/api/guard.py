"""What holds for every request to the API, whatever it asks: limits, and problems where there is no page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from articles.access.api_keys import key_of
from articles.access.rate_limit import Usage, usage
from articles.api.problems import (
    LENGTH_REQUIRED,
    NOT_ACCEPTABLE,
    NOT_ALLOWED,
    NOT_FOUND,
    TOO_MANY_REQUESTS,
    problem,
)

View = Callable[..., HttpResponse]


def guarded(view: View) -> View:
    """The view within the limit of requests, its answers compressed for who takes that, and for HEAD as for
    GET. No cookie gives the right to write, so there is no forgery to look for."""

    @csrf_exempt
    @gzip_page
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = key_of(request)
        used = usage(request, "api", f"key {key.pk}" if key else "")
        response = _within(used, view, request, *args, **kwargs)
        for name, value in used.headers().items():
            response[name] = value
        return response

    return wrapped


def _within(used: Usage, view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    if used.is_over:
        refusal = problem(TOO_MANY_REQUESTS, "slow down: see Retry-After (API_RATE_LIMIT)")
        refusal["Retry-After"] = str(used.reset)
        return refusal
    if not (request.accepts("application/json") or request.accepts("application/problem+json")):
        return problem(NOT_ACCEPTABLE, "answers are application/json", accepted="application/json")
    if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
        return problem(LENGTH_REQUIRED, "a body comes with its Content-Length")
    is_head = request.method == "HEAD"
    if is_head:
        request.method = "GET"
    response = view(request, *args, **kwargs)
    if response.status_code == 405:
        allowed = response.get("Allow", "GET")
        response = problem(NOT_ALLOWED, f"this path answers to {allowed}")
        response["Allow"] = allowed
    if is_head:
        request.method = "HEAD"
        response["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def unknown_view(request: HttpRequest, path: str = "") -> HttpResponse:
    """For paths that the API has not."""
    return problem(NOT_FOUND, "the API has no such path: see /api/v1/openapi.json")
