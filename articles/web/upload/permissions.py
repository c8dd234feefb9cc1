"""Who may upload: staff who may add articles."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def for_archivists(view: View) -> View:
    """Others are sent to sign in, or refused; nothing of what they sent is read."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not user.has_perm("articles.add_article"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(guarded)
