"""Who asks, and how: what a proxy tells of a request counts only when the proxy is a trusted one."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

_FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_X_SCRIPT_NAME",
)


def forwarded(get_response: GetResponse) -> GetResponse:
    """Take the reader's address and scheme from a trusted proxy; drop such headers of anyone else, and note
    that they came: who asks is then somewhere behind a stranger."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = _reader(request)
            if request.META.get("HTTP_X_FORWARDED_PROTO", "").strip().lower() == "https":
                request.META["wsgi.url_scheme"] = "https"
        elif any(name in request.META for name in _FORWARDED):
            request.META["archive.forwarded_by_stranger"] = True
        for name in _FORWARDED:
            request.META.pop(name, None)
        return get_response(request)

    return middleware


def is_trusted(address: str) -> bool:
    """Whether ``TRUSTED_PROXIES`` names the address, or a network that it lies in."""
    return bool(settings.TRUSTED_PROXIES) and _is_within(address, tuple(settings.TRUSTED_PROXIES))


@lru_cache(256)
def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    return any(asked in ip_network(network) for network in networks)


def _reader(request: HttpRequest) -> str:
    """The last address before the trusted proxies: what stands further left may be the reader's invention."""
    address = str(request.META["REMOTE_ADDR"])
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        try:
            address = str(ip_address(hop.strip()))
        except ValueError:
            return address
        if not is_trusted(address):
            return address
    return address
