"""For machines: is the archive alive, is it ready, what may robots read."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.indexing import active_engine
from articles.indexing.health import index_state
from articles.indexing.locks import rebuild_progress
from articles.status.backlog import OLD_BACKLOG, backlog
from articles.status.heartbeat import worker_state


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, index and worker are there; else 503, and which is not: an index that is missing,
    damaged, stale (another version's), rebuilding (with its ``rebuild_percent``) or unavailable; a ``worker``
    that has been missing for half a minute.

    ``engine`` is the one in use, whatever SEARCH_ENGINE names since the archive was moved.
    What passes is named, and costs no 200: a worker that is late, a ``backlog`` whose oldest change has
    waited for minutes, so that the index lags behind.
    """
    parts: dict[str, str] = {}
    waiting, oldest = None, 0.0
    try:
        waiting, oldest = backlog()
        parts["database"] = "ok"
    except DatabaseError as error:
        parts["database"] = type(error).__name__
    parts["index"] = index_state()
    parts["worker"] = worker_state()
    ready = all(state == "ok" or (name, state) == ("worker", "late") for name, state in parts.items())
    beside: dict[str, object] = {
        "engine": active_engine.name(),
        "backlog": "old" if oldest > OLD_BACKLOG else "ok",
        "waiting": waiting,
        "oldest_seconds": round(oldest),
    }
    if rebuild := rebuild_progress():
        beside["rebuild_percent"] = rebuild.percent
    response = JsonResponse({"ready": ready, **parts, **beside}, status=200 if ready else 503)
    if not ready:
        response["Retry-After"] = "10"
    return response


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: articles and lists, not the endless space of searches."""
    if settings.ROBOTS == "none" or not settings.ARCHIVE_PUBLIC:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        closed = [reverse("admin:index"), reverse("search"), reverse("export"), reverse("feed"), "/api/"]
        sitemap = site_address(request) + reverse("sitemap-index")
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
