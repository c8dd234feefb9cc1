"""When the database cannot be written: a lock held for long, a full disk, a folder that became read-only.

Readers notice nothing of it: no page of theirs writes. Who writes waits for five seconds
(newsarchive/wsgi.py) and gets a page that holds all they typed and sends it again. While the database
refuses, one writer at a time of each process waits and the others are told at once, so that readers find a
free thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)

FAILS: Final = (OperationalError, InterfaceError)
RETRY: Final = 10  # seconds
SAFE: Final = {"GET", "HEAD", "OPTIONS", "TRACE"}


class _Queue:
    """Of one process: whether the database has just refused a writer, and whose turn it is to try."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self._until = 0.0

    @property
    def refuses(self) -> bool:
        return time.monotonic() < self._until

    def refused(self) -> None:
        self._until = time.monotonic() + RETRY

    def written(self) -> None:
        self._until = 0.0


_queue = _Queue()


def write_errors(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answers with 503 where the database fails, and lets writers in one by one until it writes again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or not _queue.refuses:
            return get_response(request)
        if not _queue.turn.acquire(blocking=False):
            return not_saved(request)
        try:
            response = get_response(request)
            if response.status_code < 400:
                _queue.written()
            return response
        finally:
            _queue.turn.release()

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, FAILS):
            return None
        return failed(request, exception)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Log why, and answer whoever wrote or read. What fails outside of the view (a session that is saved
    after it) comes here from the handler of unforeseen errors."""
    log.error("the database fails: %s", error, exc_info=error)
    if request.method in SAFE:
        return _unavailable(request, "errors/no_database.html", {})
    _queue.refused()
    return not_saved(request, str(error))


def not_saved(request: HttpRequest, why: str = "") -> HttpResponse:
    """The page for a writer: what they typed, to send again; never a password or a file."""
    secret = any("password" in name for name in request.POST)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    context = {
        "shell": _shell(request),
        "reason": _reason(why),
        "fields": [] if secret else fields,
        "shown": [] if secret else [(name, value) for name, value in fields if len(value) > 1],
        "again": not secret and not request.FILES,
        "files": [file.name for files in request.FILES.lists() for file in files[1]],
        "address": request.get_full_path(),
    }
    return _unavailable(request, "errors/not_saved.html", context)


def _unavailable(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    with translation.override(getattr(request, "LANGUAGE_CODE", None)):
        response = _in_words(request, template, context)
    response["Retry-After"] = str(RETRY)
    return response


def _in_words(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        sentences = (_("لم يُحفظ شيء بعد."), context.get("reason", ""), _("أعد المحاولة بعد قليل."))
        return JsonResponse({"problem": " ".join(map(str, sentences))}, status=503)
    return render(request, template, context, status=503)


def _reason(why: str) -> object:
    if "full" in why:
        return _("امتلأ قرص الخادم.")
    if "readonly" in why or "read-only" in why:
        return _("مجلّد البيانات في الخادم لا يُكتب فيه الآن.")
    return _("الأرشيف مشغول بكتابة أخرى.")


def _shell(request: HttpRequest) -> str:
    """The page's frame: the site's own where who is signed in can still be read."""
    try:
        request.user.has_perm("articles.add_article")
    except DatabaseError:
        return "bare.html"
    return "base.html"
