"""What one reader may ask, send and guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.access import rate_limit
from articles.access.rate_limit import SLOTS, CountTable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counts(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "client" in request.fixturenames:
        monkeypatch.setattr(rate_limit, "MINUTE", 10**9)  # no test runs over the end of a minute


def codes(client: Client, path: str, times: int, **headers: Any) -> list[int]:
    return [client.get(path, **headers).status_code for _ in range(times)]


def test_pages_and_programs_have_limits_of_their_own(client: Client, settings: Any) -> None:
    settings.PAGE_RATE_LIMIT, settings.API_RATE_LIMIT = 3, 2
    assert codes(client, "/help", 4) == [200, 200, 200, 429]
    assert codes(client, "/api/v1/sources", 3) == [200, 200, 429]
    refused = client.get("/help")
    assert refused["Retry-After"] == "60"
    assert "انتظر دقيقة" in refused.content.decode()
    assert codes(client, "/healthz", 5) == [200] * 5
    assert client.get("/help", REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_trusted_proxy_tells_who_asks(client: Client, settings: Any) -> None:
    settings.API_RATE_LIMIT, settings.TRUSTED_PROXIES = 2, ["127.0.0.1", "10.0.0.0/8"]
    one = {"HTTP_X_FORWARDED_FOR": "203.0.113.1, 10.0.0.7"}
    other = {"HTTP_X_FORWARDED_FOR": "203.0.113.2"}
    assert codes(client, "/api/v1/tags", 3, **one) == [200, 200, 429]
    assert codes(client, "/api/v1/tags", 3, **other) == [200, 200, 429]
    # What a reader writes before the proxies' own entries makes nobody else of him.
    invented = {"HTTP_X_FORWARDED_FOR": "198.51.100.5, 203.0.113.1"}
    assert client.get("/api/v1/tags", **invented).status_code == 429


def test_nobody_else_tells_who_asks(client: Client, settings: Any) -> None:
    settings.API_RATE_LIMIT = 2
    answers = [
        client.get("/api/v1/tags", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}").status_code for n in range(3)
    ]
    assert answers == [200, 200, 429]


def test_a_forwarded_scheme_counts_from_a_trusted_proxy_alone(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/help", HTTP_X_FORWARDED_PROTO="https").status_code == 301
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert client.get("/help", HTTP_X_FORWARDED_PROTO="https").status_code == 200


def test_many_addresses_do_not_make_one_forgotten(tmp_path: Path) -> None:
    table = CountTable(tmp_path / "counts")
    counts = [table.count("api 127.0.0.1", now=60) for _ in range(30)]
    for number in range(SLOTS // 4):
        table.count(f"api 10.0.{number // 250}.{number % 250}", now=61)
    assert table.count("api 127.0.0.1", now=62) == len(counts) + 1
    assert table.count("api 127.0.0.1", now=121) == 1  # the next minute


def test_processes_count_together(tmp_path: Path) -> None:
    one, other = CountTable(tmp_path / "counts"), CountTable(tmp_path / "counts")
    assert [one.count("a", now=60), other.count("a", now=60), one.count("a", now=60)] == [1, 2, 3]


def test_files_are_kept_from_nobody_who_may_not_upload(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # every file goes to disk
    for path in ("/settings", "/login", "/admin/login/", "/search", "/admin/upload/"):
        file = SimpleUploadedFile("x.txt", b"x" * 100_000)
        response = client.post(path, {"theme": "dark", "file": file})
        assert response.status_code < 500
        assert not list(tmp_path.glob("*upload*")), path
    file = SimpleUploadedFile("x.txt", b"x")
    assert client.post("/settings", {"theme": "dark", "file": file}).cookies  # the fields beside it are read


def test_a_body_that_is_too_long_is_refused_by_its_length(client: Client) -> None:
    for path in ("/settings", "/login", "/search"):
        refused = client.post(path, "a=b", content_type="text/plain", CONTENT_LENGTH=str(10**11))
        assert refused.status_code == 413
        assert "أكبر ممّا يُقبل" in refused.content.decode()


def test_who_guesses_passwords_is_locked_out(client: Client, settings: Any, django_user_model: Any) -> None:
    settings.AXES_ENABLED = True
    django_user_model.objects.create_superuser("salma", password="ضفاف-النهر-2021")
    wrong, right = ({"username": "salma", "password": word} for word in ("تخمين", "ضفاف-النهر-2021"))
    for path in ("/login", "/admin/login/"):
        answers = [client.post(path, wrong, REMOTE_ADDR="203.0.113.1") for _ in range(3)]
    assert answers[-1].status_code == 429
    assert "ربع ساعة" in answers[-1].content.decode()
    assert client.post("/login", right, REMOTE_ADDR="203.0.113.1").status_code == 429
    assert client.post("/login", right, REMOTE_ADDR="203.0.113.2").status_code == 302  # the reader herself


def test_many_names_from_one_address_are_slowed_down(client: Client) -> None:
    answers = [
        client.post("/login", {"username": f"name{n}", "password": "تخمين"}).status_code for n in range(22)
    ]
    assert answers == [200] * 20 + [429] * 2
