"""Who may read, what a request may bring, how often: decided by the view that was resolved, before it runs.

A path says little of what answers: prefixes move it (``SCRIPT_NAME``), and it can be written in many ways. So
a view is closed in a closed archive unless it is marked with ``login_not_required``, takes no file unless it
is marked with :func:`takes_files`, and is counted as a page unless it lies in the API.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from articles.access.api_keys import is_for_programs, unauthorized
from articles.access.rate_limit import over_limit

View = TypeVar("View", bound=Callable[..., HttpResponse])

FORM_BYTES = 11 * 2**20  # a form without files: DATA_UPLOAD_MAX_MEMORY_SIZE, and room for what it is coded in


def takes_files(view: View) -> View:
    """Mark a view that files may be sent to."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class MembersOnly(LoginRequiredMiddleware):
    """With ``ARCHIVE_PUBLIC=no``, readers sign in first; programs get 401."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        if settings.ARCHIVE_PUBLIC:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if not is_for_programs(request):
            return super().handle_no_permission(request, view_func)
        return unauthorized("this archive is open to signed-in readers and to programs with a key")


class RequestLimits(MiddlewareMixin):
    """Refuses what is sent too often (429) or is too long (413); files that no view takes are not kept."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if _counts(request) and over_limit(request, "page"):
            return too_often(request)
        if getattr(view, "takes_files", False):
            return None
        # What programs send is measured where it is read, and refused as a problem.
        if not is_for_programs(request) and int(request.META.get("CONTENT_LENGTH") or 0) > FORM_BYTES:
            return render(request, "errors/413.html", status=413)
        request.upload_handlers = [_NoFiles(request)]
        return None


class _NoFiles(FileUploadHandler):
    """Reads a file's bytes past, so that the fields beside it are read, and keeps nothing of it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


def too_often(request: HttpRequest) -> HttpResponse:
    """429, with the time after which it is worth trying again."""
    response = render(request, "errors/429.html", status=429)
    response["Retry-After"] = "60"
    return response


def _counts(request: HttpRequest) -> bool:
    """Programs have a limit of their own; machines ask for health in their own time."""
    match = request.resolver_match
    is_page = match and not match.route.startswith(("healthz", "readyz", "metrics"))
    return bool(is_page) and not is_for_programs(request)
