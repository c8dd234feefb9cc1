"""The index heals: whatever is lost or damaged is told, and made anew, and no save takes its place."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from articles.indexing import active_engine, health, locks, outbox, rebuild, runtime
from articles.models import IndexChange
from articles.models.outbox import paused
from articles.search.errors import IndexBusy, IndexMissing, IndexStale
from articles.searching.request import SearchRequest
from articles.searching.service import search
from articles.status import heartbeat
from tests import archive

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _worker(settings, tmp_path):
    """One that has just given a sign of life."""
    settings.DATA_DIR = tmp_path
    heartbeat.Heartbeat().beat()


@pytest.fixture
def articles():
    """Six of one word, so that a frozen vocabulary holds it."""
    made = [archive.create(title=f"افتتاح الجسر {number}", body="نصّ") for number in range(6)]
    rebuild.rebuild("whoosh")
    return made


@contextmanager
def unnoticed() -> Iterator[None]:
    """What is changed inside never reaches the index."""
    with paused(), transaction.atomic():
        yield
        IndexChange.objects.all().delete()


@pytest.fixture
def index(settings) -> Path:
    return Path(settings.INDEX_DIR)


def found(text: str) -> int:
    return search(SearchRequest(text=text)).total


def readiness(client: Client) -> tuple[int, str]:
    response = client.get("/readyz")
    return response.status_code, response.json()["index"]


@pytest.mark.parametrize("lost", ["", "whoosh", "whoosh/current", "whoosh/generation-*", "vocabulary.json"])
def test_what_is_lost_is_told_until_it_is_made_anew(articles, index, client, lost):
    for path in [index] if not lost else list(index.glob(lost)):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(IndexStale):
        found("الجسر")
    later = archive.create(title="الجسر الأخير", body="نصّ")
    with pytest.raises(IndexStale):
        found("الجسر")
    assert IndexChange.objects.get().attempts == 0, "what is saved waits for the index"

    answer = client.get("/search?q=الجسر")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    answer = client.get("/api/v1/search?q=الجسر")
    assert (answer.status_code, answer.json()["title"]) == (503, "Search unavailable")
    assert answer["Retry-After"]
    assert readiness(client) in {(503, state) for state in ("missing", "damaged", "stale")}
    for address in ("/", later.get_absolute_url(), "/sources/"):
        assert client.get(address).status_code == 200, address

    health.IndexKeeper().poll()
    outbox.drain(runtime.current_engine())
    assert found("الجسر") == 7
    assert readiness(client) == (200, "ok")


@pytest.mark.parametrize("name", ["vocabulary.json", "engines.json"])
@pytest.mark.parametrize("content", [b'{"a": 1}\n00000000\n', b"\xff\x00"])
def test_derived_files_are_made_anew(articles, index, client, name, content):
    before = (index / name).read_bytes()
    (index / name).write_bytes(content)
    assert client.get("/").status_code == 200
    assert client.get("/search?q=الجسر").status_code in (200, 503)
    archive.create(title="الجسر الأخير", body="نصّ")
    health.IndexKeeper().poll()
    outbox.drain(runtime.current_engine())
    assert found("الجسر") == 7
    assert (
        json.loads((index / name).read_bytes().splitlines()[0]).keys()
        == json.loads(before.splitlines()[0]).keys()
        or name == "vocabulary.json"
    )


def test_an_archive_of_which_nothing_was_indexed_begins_with_an_empty_index(client):
    assert found("الجسر") == 0
    assert readiness(client) == (200, "ok")
    archive.create(title="الجسر", body="نصّ")
    assert found("الجسر") == 1


def test_counts_that_differ_are_found_and_repaired(articles):
    clock = Clock()
    keeper = health.IndexKeeper(clock)
    keeper.poll()
    with unnoticed():
        archive.create(title="الجسر المنسيّ", body="نصّ")
    keeper.poll()
    assert found("الجسر") == 6, "not looked at again so soon"
    clock.now += health.MINUTE
    keeper.poll()
    assert found("الجسر") == 7


def test_articles_that_took_the_place_of_others_are_found_and_repaired(articles):
    clock = Clock()
    keeper = health.IndexKeeper(clock)
    keeper.poll()
    with unnoticed():
        archive.create(title="البحيرة", body="نصّ")
        archive.delete(articles[0])
    clock.now += health.HOUR
    keeper.poll()
    assert found("الجسر") == 5
    assert found("البحيرة") == 1


def test_bytes_that_rot_are_found_at_start_and_daily(articles, index):
    clock = Clock()
    keeper = health.IndexKeeper(clock)
    keeper.poll()
    segment = next(index.glob("whoosh/generation-*/*.arrays"))
    seen = segment.stat()
    content = bytearray(segment.read_bytes())
    content[-20] ^= 255
    segment.write_bytes(content)
    os.utime(segment, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    with pytest.raises(CommandError, match="damaged"):
        call_command("check_index")
    clock.now += health.DAY
    keeper.poll()
    call_command("check_index")
    assert found("الجسر") == 6


def test_a_rebuild_that_fails_is_tried_again_after_longer_and_longer(articles, index, monkeypatch):
    clock, tries = Clock(), []
    keeper = health.IndexKeeper(clock)

    def fail(name: str) -> None:
        tries.append(clock.now)
        raise OSError("no space left on device")

    monkeypatch.setattr(rebuild, "rebuild", fail)
    shutil.rmtree(index)
    for _ in range(60):
        with suppress(OSError):
            keeper.poll()
        clock.now += 1.0
    assert tries == [0, 2, 6, 14, 30]
    with pytest.raises(IndexMissing):
        found("الجسر")


def test_another_process_that_rebuilds_is_no_failure(articles, index):
    """It may end without an index: then this one is built as soon as it is looked at again."""
    clock = Clock()
    keeper = health.IndexKeeper(clock)
    shutil.rmtree(index)
    with locks.lock(locks.REBUILD_LOCK):
        for _ in range(8):
            keeper.poll()
            clock.now += 1.0
    keeper.poll()
    assert found("الجسر") == 6


def test_a_rebuild_under_way_is_told_and_left_alone(articles, index, client):
    shutil.rmtree(index)
    with locks.rebuilding("whoosh"):
        assert readiness(client) == (503, "rebuilding")
        locks.write_progress("whoosh", 3, 6)
        assert client.get("/readyz").json()["rebuild_percent"] == 50
        page = client.get("/search?q=الجسر")
        assert page.status_code == 503
        assert "يُبنى الفهرس من جديد" in page.content.decode()
        assert 'value="50"' in page.content.decode()
        assert client.get("/api/v1/search?q=الجسر").json()["rebuild"] == {"done": 3, "total": 6}
        assert "newsarchive_rebuild_percent 50.0" in client.get("/metrics").content.decode()
        health.IndexKeeper().poll()
        with pytest.raises(IndexBusy):
            rebuild.rebuild("whoosh")
    assert readiness(client) == (503, "missing")


def test_looks_for_a_rebuild_never_see_each_other(articles, index):
    (index / "rebuild.json").write_text("{}")  # as one that died has left it
    seen: list[bool] = []
    threads = [
        threading.Thread(target=lambda: seen.extend(locks.is_rebuilding() for _ in range(2000)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8000
    assert not any(seen)


def test_check_index_builds_a_lost_index_anew(articles, index):
    shutil.rmtree(index)
    with pytest.raises(CommandError, match="rebuild_index"):
        call_command("check_index")
    call_command("check_index", "--repair")
    assert found("الجسر") == 6


def test_an_engine_of_which_nothing_is_known_is_built_anew(articles, index):
    (index / "engines.json").write_bytes(b"\x00")
    assert active_engine.is_stale()
    health.IndexKeeper().poll()
    assert not active_engine.is_stale()
