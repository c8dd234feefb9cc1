"""Counts that processes add to together, as /metrics shows them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from articles.logs.shared_counts import SharedCounts
from tests import processes

ADD = """
import sys, os
from pathlib import Path
from articles.logs.shared_counts import SharedCounts
counts = SharedCounts(Path(sys.argv[1]), 3)
for _ in range(1000):
    counts.add(1)
    counts.flush()
print("counted", flush=True)
sys.stdin.read()
"""


def adding(file: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", ADD, str(file)],
        cwd=processes.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "counted\n"
    return process


def test_processes_add_up_and_a_dead_one_is_counted_on(tmp_path):
    file = tmp_path / "counts"
    several = [adding(file) for _ in range(3)]
    counts = SharedCounts(file, 3)
    counts.add(1, 0.5)
    assert counts.totals() == [0.0, 3000.5, 0.0]
    for process in several:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    adding(file).communicate()
    assert counts.totals() == [0.0, 4000.5, 0.0]


def test_a_forked_process_counts_for_itself(tmp_path):
    counts = SharedCounts(tmp_path / "counts", 1)
    counts.add(0, 5)
    counts.flush()
    child = os.fork()
    if not child:
        counts.add(0, 2)
        counts.flush()
        os._exit(0)
    os.waitpid(child, 0)
    counts.add(0)
    assert counts.totals() == [8.0]


@pytest.mark.parametrize("harm", ["cut", "deleted", "garbled", "a folder"])
def test_whatever_becomes_of_the_file_nobody_fails(tmp_path, harm):
    file = tmp_path / "counts"
    if harm == "a folder":
        file.mkdir()
    counts = SharedCounts(file, 2)
    counts.add(0)
    counts.flush()
    if harm == "cut":
        os.truncate(file, 3)
    elif harm == "deleted":
        file.unlink()
    elif harm == "garbled":
        file.write_bytes(os.urandom(100))
    counts.add(0)
    counts.flush()
    assert len(counts.totals()) == 2
    assert SharedCounts(file, 2).totals()[1] == SharedCounts(file, 2).totals()[1] or harm == "garbled"


ONCE = """
import sys
from pathlib import Path
from articles.logs import shared_counts
shared_counts.ROWS = 1
counts = shared_counts.SharedCounts(Path(sys.argv[1]), 1)
counts.add(0, 2)
print(counts.totals())
"""


def test_a_process_beyond_the_last_row_counts_for_itself(tmp_path):
    """Beside one that holds the only row, then alone."""
    counts = SharedCounts(tmp_path / "counts", 1)
    command = [sys.executable, "-c", ONCE, str(tmp_path / "counts")]
    counts.add(0)
    counts.flush()
    for _ in range(2):
        told = subprocess.run(command, cwd=processes.ROOT, check=True, capture_output=True, text=True).stdout
        assert told == "[3.0]\n"
    assert counts.totals() == [1.0]


def series(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def metrics_of(client, settings, tmp_path, monkeypatch):
    """What /metrics says, from nothing on."""
    from articles.logs import metrics

    monkeypatch.setattr(metrics, "_counts", None)
    metrics.store_in(tmp_path)
    settings.DATA_DIR = tmp_path
    return lambda **headers: series(client.get("/metrics", headers=headers).content.decode())


@pytest.mark.django_db(transaction=True)
def test_requests_searches_imports_and_states(client, metrics_of, make_article, tmp_path):
    from django.core.management import call_command

    make_article("افتتاح الجسر")
    for path in ("/", "/search?q=الجسر", "/api/v1/search?q=الجسر", "/nowhere", "/admin/"):
        client.get(path)
    file = tmp_path / "new.jsonl"
    file.write_text('{"title": "خبر الميناء", "body": "نصّ الخبر عن الميناء"}\nnone\n', "utf-8")
    call_command("import", str(file))
    found = metrics_of()
    assert found["newsarchive_requests_total", "page", "2xx"] == 2
    assert found["newsarchive_requests_total", "api", "2xx"] == 1
    assert found["newsarchive_requests_total", "admin", "3xx"] == 1
    assert found["newsarchive_request_seconds_count", "page"] == 2
    assert found["newsarchive_request_seconds_bucket", "page", "+Inf"] == 2
    assert found["newsarchive_search_seconds_count",] >= 2
    assert found["newsarchive_imported_rows_total", "added"] == 1
    assert found["newsarchive_imported_rows_total", "refused"] == 1
    assert found["newsarchive_imported_files_total", "done"] == 1
    assert found["newsarchive_indexed_articles_total",] == 2
    assert found["newsarchive_index_state", "ok"] == 1
    assert found["newsarchive_worker_state", "missing"] == 1
    assert found["newsarchive_articles", "published"] == 2
    assert found["newsarchive_index_waiting_changes",] == 0
    assert found["newsarchive_cache_lookups_total", "postings", "miss"] > 0


@pytest.mark.django_db(transaction=True)
def test_metrics_are_closed_to_strangers(client, settings):
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.1").status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 403
    settings.TRUSTED_PROXIES = []
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 403
    for wrong in ("Bearer x", "Bearer ", "", "a-long-tokeN", "Bearer نصّ"):
        assert client.get("/metrics", HTTP_AUTHORIZATION=wrong).status_code == 403
    stranger = {"REMOTE_ADDR": "203.0.113.1", "HTTP_AUTHORIZATION": "Bearer a-long-token"}
    assert client.get("/metrics", **stranger).status_code == 200
    settings.ARCHIVE_PUBLIC = False
    assert client.get("/metrics", **stranger).status_code == 200
