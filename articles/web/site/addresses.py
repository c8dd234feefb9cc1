"""Addresses as people type them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect


def without_slash_view(request: HttpRequest, name: str) -> HttpResponse:
    """A page that has no slash at its end, asked for with one."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"/{name}" + (f"?{query}" if query else ""))
