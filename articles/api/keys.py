"""Keys of the API, as an operation asks for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from articles.access.api_keys import key_of
from articles.api.problems import FORBIDDEN, ProblemRaised
from articles.models import ApiKey


class KeyMissing(Exception):
    """A request without a key for what only keys open."""


class BearerKey(HttpBearer):
    """Tells the OpenAPI document that a key is asked for; the middleware has looked at it already."""

    Scope = ApiKey.Scope

    def __call__(self, request: HttpRequest) -> Any:
        key = key_of(request)
        if key is None:
            raise KeyMissing
        return key

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return key_of(request)


def require(request: HttpRequest, scope: str, permission: str) -> None:
    """Raises ProblemRaised unless the key has the scope and its user the permission."""
    key = key_of(request)
    if key is None or scope not in key.scopes:
        raise ProblemRaised(FORBIDDEN, f"this key has not the scope {scope}", scope=scope)
    request.user = key.user
    if not key.user.has_perm(permission):
        raise ProblemRaised(FORBIDDEN, "the user of this key may not do this", permission=permission)
