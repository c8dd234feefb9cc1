"""Who comes to which collection: every view of one passes here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from articles.models import Collection

View = Callable[..., HttpResponseBase]


def open_to_reader(view: View) -> View:
    """The view of a collection that the reader may read, given its key; 404 for others. What the archive does
    not list is kept by no cache and by no search engine."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponseBase:
        collection = get_object_or_404(Collection.objects.open_to(request.user), key=key)
        response = view(request, collection, **kwargs)
        if not collection.is_listed:
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return wrapped


def of_owner(view: View) -> View:
    """The view of a collection that is the user's own; 404 for others."""

    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, get_object_or_404(Collection.objects.of(request.user), key=key), **kwargs)

    return wrapped
