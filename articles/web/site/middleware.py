"""What every response gets: a content security policy, the reader's language, a page for refused hosts."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from articles.rendering.cache import Busy
from articles.search.errors import SearchError
from articles.web.errors.views import busy, unavailable

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)


# What no page here uses, and no page that is tricked into it can ask a reader for.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "bluetooth", "display-capture")
)


def robots_tag(get_response: GetResponse) -> GetResponse:
    """With ``ROBOTS=none``, and in a closed archive, no answer is kept by a search engine: also not one whose
    address it learnt elsewhere, which robots.txt alone would not keep from it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.ROBOTS == "none" or not settings.ARCHIVE_PUBLIC:
            response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return middleware


def null_characters(get_response: GetResponse) -> GetResponse:
    """Of an address. PostgreSQL refuses the character NUL in every value: in a query it is read as a blank,
    and a path with one leads nowhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "\0" in query or "%00" in query:
            request.META["QUERY_STRING"] = query.replace("\0", "%20").replace("%00", "%20")
        return get_response(request)

    return middleware


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Nothing is loaded from another host, no inline script or style runs, no page asks for a camera."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


def kept_by_nobody(get_response: GetResponse) -> GetResponse:
    """What somebody who is signed in, or has a key, is shown is theirs: no cache keeps it, nor does the
    browser for who comes after them. Drawings of articles say for themselves who may keep them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def language_of(request: HttpRequest) -> str:
    """What the request's cookie asks for, where the interface speaks it."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def language(get_response: GetResponse) -> GetResponse:
    """Arabic, unless the cookie alone says otherwise: the same URLs in both, whatever the browser prefers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.LANGUAGE_CODE = language_of(request)
        with translation.override(chosen):
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        patch_vary_headers(response, ["Cookie"])  # of which language, digits and who is signed in depend
        return response

    return middleware


def refused_host(get_response: GetResponse) -> GetResponse:
    """A host that ALLOWED_HOSTS lacks gets a page that names the setting, instead of a bare 400."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            context = {"host": request.META.get("HTTP_HOST", "")}
            with translation.override(language_of(request)):
                return render(request, "errors/refused_host.html", context, status=400)
        return get_response(request)

    return middleware


def search_errors(get_response: GetResponse) -> GetResponse:
    """A page that needs the search engine while it does not answer says so, instead of failing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Busy):
            return busy(request)
        if not isinstance(exception, SearchError):
            return None
        log.error("search failed: %s", exception)
        return unavailable(request)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
