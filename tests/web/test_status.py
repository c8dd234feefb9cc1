"""For machines, and for archives that are not public."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import IndexChange
from articles.status import heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


def test_alive_and_ready(client, make_article):
    make_article("افتتاح الجسر")
    assert client.get("/healthz").content == b"ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    state = ready.json()
    assert state == state | {"ready": True, "database": "ok", "index": "ok", "waiting": 0, "backlog": "ok"}


def test_a_missing_worker_and_an_old_backlog_are_named_while_readers_are_served(client, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    IndexChange.objects.create(article_id=1, created_at=timezone.now() - timedelta(minutes=5))
    ready = client.get("/readyz")
    assert ready.status_code == 200
    state = ready.json()
    assert (state["worker"], state["backlog"], state["waiting"]) == ("missing", "old", 1)
    assert state["oldest_seconds"] >= 300
    heartbeat.Heartbeat().beat()
    assert client.get("/readyz").json()["worker"] == "ok"


def test_robots_are_kept_out_of_searches_or_of_everything(client, settings):
    assert b"Disallow: /search\n" in client.get("/robots.txt").content
    settings.ROBOTS = "none"
    assert b"Disallow: /\n" in client.get("/robots.txt").content


def test_a_closed_archive_asks_readers_to_sign_in(client, admin_client, settings, make_article):
    article = make_article("افتتاح الجسر")
    settings.ARCHIVE_PUBLIC = False
    page = client.get(article.get_absolute_url())
    assert page.status_code == 302
    assert page.headers["Location"].startswith("/login?next=/a/")
    assert client.get("/api/v1/search?q=الجسر").status_code == 401
    assert client.get("/healthz").status_code == 200
    assert admin_client.get(article.get_absolute_url()).status_code == 200
