"""A request is answered as its user, from their address: history and audit trail say so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles.models.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    return Actor(lambda: _user_of(request), address=str(request.META.get("REMOTE_ADDR", "")))


def _user_of(request: HttpRequest) -> Any:
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None
