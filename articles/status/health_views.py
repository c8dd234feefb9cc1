"""For machines: is the archive alive, is it ready, what may robots read."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.indexing import runtime
from articles.models import IndexChange
from articles.search.errors import SearchError
from articles.web.site.absolute_urls import site_address


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
    """200 when the database and the index answer, else 503; what waits in the outbox is told."""
    parts: dict[str, str] = {}
    waiting = None
    try:
        waiting = IndexChange.objects.filter(held=False).count()
        parts["database"] = "ok"
    except DatabaseError as error:
        parts["database"] = type(error).__name__
    try:
        next(iter(runtime.current_engine().ids()), None)
        parts["index"] = "ok"
    except SearchError as error:
        parts["index"] = type(error).__name__
    ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"ready": ready, **parts, "waiting": waiting}, status=200 if ready else 503)


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
