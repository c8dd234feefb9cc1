"""``ARCHIVE_PUBLIC=no``: every address of the site asks for an account, however it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = pytest.mark.django_db

# Open by intention: signing in, and what machines ask (/metrics only from this one).
OPEN = {
    "/login", "/logout", "/admin/login/", "/admin/jsi18n/", "/healthz", "/readyz", "/robots.txt", "/settings",
    "/metrics",
}  # fmt: skip
VALUES = {"pk": "1", "article_id": "1", "year": "2021", "block": "0", "slug": "x", "style": "ris", "key": "x"}
SECRET = "جسر السرو السرّيّ"


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every pattern of the site, with values for its parameters."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, prefix + route)
        elif isinstance(pattern, URLPattern) and "(?P" not in route:
            for name, value in VALUES.items():
                for kind in ("id", "str"):
                    route = route.replace(f"<{kind}:{name}>", value)
            for left in ("<path:object_id>", "<int:content_type_id>", "<id>", "<path:url>"):
                route = route.replace(left, "1")
            yield prefix + route


@pytest.fixture
def closed(settings: Any, make_article: Any) -> None:
    make_article(SECRET, "نصّ لا يقرؤه إلّا الأعضاء.", pk=1, source="المنارة")
    settings.ARCHIVE_PUBLIC = False


def is_refused(response: Any) -> bool:
    if response.status_code == 302:
        return "/login" in response["Location"]
    return response.status_code in {401, 404, 405}


def test_the_walk_sees_the_site() -> None:
    found = set(addresses())
    assert {"/", "/search", "/a/1/x/", "/export", "/feed", "/api/v1/search", "/admin/upload/"} <= found
    assert len(found) > 60


def test_every_address_is_closed(client: Client, closed: None) -> None:
    for path in set(addresses()) - OPEN:
        response = client.get(path)
        assert is_refused(response), (path, response.status_code)
        assert SECRET not in response.content.decode(), path
        if path.startswith("/api/"):
            assert response.status_code == 401, path


@pytest.mark.parametrize(
    "headers",
    [
        {"SCRIPT_NAME": "/static"},
        {"SCRIPT_NAME": "/healthz"},
        {"SCRIPT_NAME": "/admin"},
        {"HTTP_X_FORWARDED_PREFIX": "/static"},
        {"HTTP_X_ORIGINAL_URL": "/healthz", "HTTP_X_REWRITE_URL": "/healthz"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_X_FORWARDED_USER": "admin", "HTTP_REMOTE_USER": "admin"},
    ],
)
def test_no_header_opens_it(client: Client, closed: None, headers: dict[str, str]) -> None:
    for path in ("/", "/search?q=جسر", "/a/1/x/", "/feed", "/api/v1/search?q=جسر"):
        response = client.get(path, **headers)
        assert is_refused(response), (path, headers)
        assert SECRET not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/static/../search?q=جسر", "/healthz/../", "/admin/../a/1/x/", "/%73earch?q=جسر", "//search",
        "/./search", "/static/%2e%2e/search", "/admin/login/../../search", "/healthz;/search",
        "/login/../feed",
        "/a/1/X/", "/a/01/x/", "/api/v1/../../feed",
    ],
)  # fmt: skip
def test_no_spelling_opens_it(client: Client, closed: None, path: str) -> None:
    response = client.get(path, follow=False)
    assert SECRET not in response.content.decode()
    assert response.status_code in {301, 302, 401, 404}


def test_a_reader_signs_in_and_reads(client: Client, closed: None, django_user_model: Any) -> None:
    django_user_model.objects.create_user("salma", password="ضفاف-النهر-2021")
    away = client.get("/a/1/x/")
    page = client.get(away["Location"])
    assert "هذه الصفحة لمن لهم حساب" in page.content.decode()
    form = {"username": "salma", "password": "ضفاف-النهر-2021", "next": "/search?q=السرو"}
    assert client.post("/login", form)["Location"] == "/search?q=" + quote("السرو")
    assert SECRET.split()[1] in client.get("/search?q=السرو").content.decode()
    client.post("/logout")
    assert is_refused(client.get("/"))


def test_signing_in_leads_to_no_other_site(client: Client, closed: None, django_user_model: Any) -> None:
    django_user_model.objects.create_user("salma", password="ضفاف-النهر-2021")
    for away in ("https://other.example/", "//other.example", "/\\other.example", "javascript:alert(1)"):
        form = {"username": "salma", "password": "ضفاف-النهر-2021", "next": away}
        assert client.post("/login", form)["Location"] == "/"
        client.post("/logout")
