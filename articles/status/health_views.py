"""For machines: is the archive alive, is it ready, what may robots read."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.indexing.health import index_state
from articles.models import IndexChange
from articles.status.heartbeat import worker_state
from articles.web.site.absolute_urls import site_address

OLD_BACKLOG: Final = 120.0  # seconds; an idle archive indexes a change within one


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
    """200 when readers are served: the database and the index answer; else 503, and why the index does not:
    it is missing, damaged, stale (another version's), rebuilding or unavailable.

    What readers do not notice is named beside it: a ``worker`` that is missing or late, a ``backlog`` whose
    oldest change has waited for minutes, so that the index lags behind.
    """
    parts: dict[str, str] = {}
    waiting, oldest = None, 0.0
    try:
        waiting, oldest = _backlog()
        parts["database"] = "ok"
    except DatabaseError as error:
        parts["database"] = type(error).__name__
    parts["index"] = index_state()
    ready = all(state == "ok" for state in parts.values())
    beside = {
        "worker": worker_state(),
        "backlog": "old" if oldest > OLD_BACKLOG else "ok",
        "waiting": waiting,
        "oldest_seconds": round(oldest),
    }
    return JsonResponse({"ready": ready, **parts, **beside}, status=200 if ready else 503)


def _backlog() -> tuple[int, float]:
    """How many changes wait for the index, and for how many seconds the oldest of those that are due does."""
    waiting = IndexChange.objects.filter(held=False)
    now = timezone.now()
    oldest = waiting.filter(not_before__lte=now).aggregate(oldest=Min("created_at"))["oldest"]
    return waiting.count(), max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


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
