"""For machines, and for archives that are not public."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import IndexChange
from articles.status import heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(settings, tmp_path):
    """Signs of life of a worker that does not run, where none came before."""
    settings.DATA_DIR = tmp_path
    return heartbeat.Heartbeat()


def test_alive_and_ready(client, make_article, worker):
    make_article("افتتاح الجسر")
    worker.beat()
    assert client.get("/healthz").content == b"ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    state = ready.json()
    expected = {"ready": True, "database": "ok", "index": "ok", "worker": "ok", "waiting": 0, "backlog": "ok"}
    assert state == state | expected


def test_an_archive_without_a_worker_is_not_ready(client, worker):
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"], ready.json()["worker"]) == (503, False, "missing")
    assert client.get("/healthz").status_code == 200
    worker.beat()
    assert client.get("/readyz").status_code == 200


def test_a_late_worker_and_an_old_backlog_are_named(client, worker, monkeypatch):
    IndexChange.objects.create(article_id=1, created_at=timezone.now() - timedelta(minutes=5))
    worker.round("drain")
    begun = time.time()
    monkeypatch.setattr(heartbeat.time, "time", lambda: begun + 300)
    worker.beat()
    ready = client.get("/readyz")
    assert ready.status_code == 200
    state = ready.json()
    assert (state["worker"], state["backlog"], state["waiting"]) == ("late", "old", 1)
    assert state["oldest_seconds"] >= 300


def test_robots_are_kept_out_of_searches_or_of_everything(client, settings):
    assert b"Disallow: /search\n" in client.get("/robots.txt").content
    settings.ROBOTS = "none"
    assert b"Disallow: /\n" in client.get("/robots.txt").content


@pytest.mark.parametrize(
    "path", ["/", "/search?q=", "/a/1/", "/api/v1/search?q=", "/feed", "/robots.txt", "/x", "/login"]
)
def test_nothing_is_kept_by_search_engines_with_robots_none(client, settings, make_article, path):
    make_article(pk=1)
    assert "X-Robots-Tag" not in client.get(path).headers
    settings.ROBOTS = "none"
    assert client.get(path).headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_a_closed_archive_asks_readers_to_sign_in(client, admin_client, settings, make_article):
    article = make_article("افتتاح الجسر")
    settings.ARCHIVE_PUBLIC = False
    page = client.get(article.get_absolute_url())
    assert page.status_code == 302
    assert page.headers["Location"].startswith("/login?next=/a/")
    assert client.get("/api/v1/search?q=الجسر").status_code == 401
    assert client.get("/healthz").status_code == 200
    assert admin_client.get(article.get_absolute_url()).status_code == 200
