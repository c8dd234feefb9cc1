"""Programs with a key, ``Authorization: Bearer na_…``: they act as the key's user, within its scopes."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from articles.access.rate_limit import over_limit
from articles.models.api_keys import ApiKey, digest_of

log = logging.getLogger(__name__)

PROGRAMS: Final = ("api/", "mcp")  # the paths that programs ask
SEEN_EVERY: Final = timedelta(minutes=1)  # as exactly as the last use is told
SAFE: Final = ("GET", "HEAD", "OPTIONS")
_SCHEME: Final = "bearer "


class KeyRefused(Exception):
    """A key that is none, or that holds no more."""


class SignedByKey(MiddlewareMixin):
    """A request of a program with a key is its user's; with one that does not hold it gets 401."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not is_for_programs(request):
            return None
        try:
            key = _key_in(request)
        except KeyRefused as error:
            if over_limit(request, "key"):
                return too_many_keys()
            return unauthorized(str(error))
        if key and (request.method not in SAFE or ApiKey.Scope.READ in key.scopes):
            request.user = key.user
        request.api_key = key  # type: ignore[attr-defined]
        return None


def is_for_programs(request: HttpRequest) -> bool:
    """Whether what was asked for is answered to programs: keys count, limits are those of the API, and there
    are problems instead of pages."""
    match = request.resolver_match
    return bool(match and match.route.startswith(PROGRAMS))


def key_of(request: HttpRequest) -> ApiKey | None:
    """The key that the request came with."""
    return getattr(request, "api_key", None)


def too_many_keys() -> HttpResponse:
    """429 for who tries one key after the other."""
    body = {
        "type": "/api/v1/problems/too-many-requests",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "too many keys that do not hold came from this address: wait a minute",
    }
    response = JsonResponse(body, status=429, content_type="application/problem+json")
    response["Retry-After"] = "60"
    return response


def unauthorized(detail: str) -> HttpResponse:
    """401, as a problem that a program can read."""
    body = {
        "type": "/api/v1/problems/unauthorized",
        "title": "Unauthorized",
        "status": 401,
        "detail": detail,
    }
    response = JsonResponse(body, status=401, content_type="application/problem+json")
    response["WWW-Authenticate"] = 'Bearer realm="newsarchive"'
    return response


def _key_in(request: HttpRequest) -> ApiKey | None:
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(_SCHEME):
        return None
    digest = digest_of(header[len(_SCHEME) :].strip())
    key = ApiKey.objects.select_related("user").filter(digest=digest).first()
    if key is None or not key.is_valid(timezone.now()) or not key.user.is_active:
        raise KeyRefused("this key is unknown, revoked or expired")
    _note_use(key)
    return key


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    if key.last_used_at and now - key.last_used_at < SEEN_EVERY:
        return
    try:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    except DatabaseError:
        log.warning("the last use of a key could not be noted", exc_info=True)
