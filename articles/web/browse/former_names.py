"""Old addresses of sources and tags that were renamed or merged lead to the present ones."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from articles.editing import names
from articles.models import Named, Source
from articles.models.archive import visible_sources, visible_tags

View = Callable[[HttpRequest, str], HttpResponse]


def _is_visible(row: Named) -> bool:
    rows: QuerySet[Any] = visible_sources() if isinstance(row, Source) else visible_tags()
    return rows.filter(pk=row.pk).exists()


def follows_former_names(model: type[Named]) -> Callable[[View], View]:
    """Make a view of one row by its slug answer an old slug with a redirect (301) instead of 404."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
            try:
                return view(request, slug)
            except Http404:
                row = names.successor(model, slug)
                if row is None or row.slug == slug or not _is_visible(row):
                    raise
                address = reverse(model.__name__.lower(), args=[row.slug])
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""))

        return wrapped

    return decorate
