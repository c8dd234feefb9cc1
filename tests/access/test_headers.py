"""What browsers are told with every answer, with HTTPS and without; what no cache keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from articles.models import Source
from tests.backups import done

pytestmark = pytest.mark.django_db

OPEN = ("/", "/search?q=x", "/a/1/x/", "/login", "/nowhere", "/api/v1/search?q=x", "/help")

ASK = """
from django.test import Client
from django.contrib.auth.models import User
User.objects.create_superuser("salma", password="ضفاف-النهر-2021")
client = Client(SERVER_NAME="archive.example.org")
moved = client.get("/help")
print(moved.status_code, moved["Location"])
page = client.get("/login", secure=True)
print(page["Strict-Transport-Security"])
client.post("/login", {"username": "salma", "password": "ضفاف-النهر-2021"}, secure=True)
for name in ("sessionid", "csrftoken"):
    cookie = client.cookies[name]
    print(name, bool(cookie["secure"]), cookie["samesite"], bool(cookie["httponly"]))
"""


def test_with_https_everything_goes_over_it(tmp_path: Path) -> None:
    """The settings as ``SITE_URL`` makes them, in a process of its own; DEBUG spares collecting styles."""
    data, variables = tmp_path / "data", {"SITE_URL": "https://archive.example.org", "DEBUG": "1"}
    done(data, "migrate", "-v0", **variables)
    lines = done(data, "shell", "-v0", "-c", ASK, **variables).split("\n")
    assert lines[0] == "301 https://archive.example.org/help"
    assert lines[1] == "max-age=31536000; includeSubDomains; preload"
    assert lines[2:4] == ["sessionid True Lax True", "csrftoken True Lax False"]


def test_every_answer_says_what_a_page_may(client: Client, make_article: Any) -> None:
    make_article("افتتاح الجسر", pk=1)
    for path in OPEN:
        answer = client.get(path, follow=True)
        # Never "no-referrer": with it a browser sends its own forms without an origin, and they are refused.
        assert answer["Referrer-Policy"] == "same-origin", path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "camera=()" in answer["Permissions-Policy"], path
        assert answer["X-Frame-Options"] == "DENY", path
        assert "Server" not in answer.headers, path


def test_what_a_signed_in_reader_sees_is_kept_by_nobody(client: Client, make_article: Any) -> None:
    secret = make_article("خبر المجلس", source="سرّيّ", pk=1)
    Source.objects.update(is_private=True)
    salma = User.objects.create_user("salma")
    salma.groups.add(Group.objects.create(name="المجلس"))
    Source.objects.get().readers.add(*salma.groups.all())
    client.force_login(salma)
    for path in (
        "/",
        "/search?q=المجلس",
        secret.get_absolute_url(),
        "/feed",
        "/export?format=csv",
        "/settings",
    ):
        answer = client.get(path)
        assert "private" in answer["Cache-Control"], path
        assert "no-store" in answer["Cache-Control"], path
    for path in ("article.pdf", "card.png", "original"):
        answer = client.get(f"/a/1/{path}")
        assert answer.status_code in (200, 404)
        assert "public" not in answer["Cache-Control"], path
    assert "Cache-Control" not in Client().get("/").headers


def test_the_administration_is_kept_by_nobody(admin_client: Client) -> None:
    for path in ("/admin/", "/admin/upload/", "/admin/articles/article/", "/login/second"):
        assert "no-store" in admin_client.get(path)["Cache-Control"], path
