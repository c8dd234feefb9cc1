"""What another site can have a reader's browser do here: send forms, lead away, frame, guess at cookies."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.access.test_closed_archive import addresses

pytestmark = pytest.mark.django_db

# A reader's taste in colours and letters, sent from pages without a token; what harvesters read, by POST too.
WITHOUT_TOKEN = {"/settings", "/oai"}
ELSEWHERE = (
    *("//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
    *("http:///evil.example", "///evil.example", "http://testserver@evil.example/", "/\t/evil.example"),
)


def test_no_form_of_another_site_is_taken(make_article: Any) -> None:
    make_article("افتتاح الجسر", pk=1)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.create_superuser("salma"))
    for path in set(addresses()) - WITHOUT_TOKEN:
        answer = browser.post(path, {"x": "1"}, headers={"Origin": "http://evil.example"})
        assert answer.status_code in (401, 403, 404, 405), (path, answer.status_code)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_address_leads_to_another_site(client: Client, address: str) -> None:
    assert client.post("/settings", {"theme": "dark", "next": address})["Location"] == "/"
    User.objects.create_superuser("salma", password="ضفاف-النهر-2021")
    for door in ("/login", "/admin/login/"):
        form = {"username": "salma", "password": "ضفاف-النهر-2021", "next": address}
        assert client.post(door, form)["Location"] in ("/", "/admin/")


def test_cookies_are_out_of_reach(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True  # as SITE_URL=https://… sets them
    User.objects.create_superuser("salma", password="ضفاف-النهر-2021")
    client.post("/login", {"username": "salma", "password": "ضفاف-النهر-2021"})
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert session["httponly"]
    assert session["samesite"] == token["samesite"] == "Lax"
    assert session["secure"]
    assert token["secure"]


def test_pages_are_framed_by_nobody_and_run_nothing_of_others(client: Client, make_article: Any) -> None:
    make_article("افتتاح الجسر", pk=1)
    for path in ("/", "/search?q=x", "/login", "/admin/login/", "/nowhere", "/api/v1/search?q=x"):
        answer = client.get(path, follow=True)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["evil.example", '"><script>alert(1)</script>', "localhost:x"])
def test_a_host_that_is_not_ours_gets_a_page_that_names_the_setting(client: Client, host: str) -> None:
    page = client.get("/", headers={"Host": host})
    assert page.status_code == 400
    assert "ALLOWED_HOSTS" in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
