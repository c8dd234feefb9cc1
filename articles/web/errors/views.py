"""Pages for what went wrong: plain words, what to do, no trace."""

from __future__ import annotations

import sys

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.indexing.locks import rebuild_progress
from articles.web.errors import write_errors


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_many = isinstance(exception, TooManyFieldsSent)
    return render(request, "errors/too_many_fields.html" if too_many else "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if isinstance(error, write_errors.FAILS):
        return write_errors.failed(request, error)
    return render(request, "errors/500.html", status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """Too many drawings are asked for at once."""
    response = render(request, "errors/busy.html", status=503)
    response["Retry-After"] = "10"
    return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """The search engine does not answer; when its index is being built, the page says how far that is."""
    response = render(request, "errors/503.html", {"rebuild": rebuild_progress()}, status=503)
    response["Retry-After"] = "30"
    return response
