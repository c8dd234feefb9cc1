"""Killed in the middle of an import or of an index update, and started again: all is there, nothing twice."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests import processes

ROWS = 3_000


def write_rows(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as lines:
        for n in range(ROWS):
            body = f"محصول القرية رقم {n} من الزيتون بلغ {n * 7} قنطارا في موسم الحصاد الأخير عند نهر السرو."
            row = {
                "title": f"خبر {n}",
                "body": body,
                "source": "جريدة الميناء",
                "url": f"https://x.example/{n}",
            }
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def stored(data: Path, table: str = "articles_article") -> int:
    try:
        with sqlite3.connect(f"file:{data}/archive.sqlite3?mode=ro", uri=True, timeout=30) as database:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


@pytest.mark.parametrize("delay", [0.0, 0.4, 1.0])
def test_an_import_that_was_killed_can_be_repeated(tmp_path, delay):
    data, rows = tmp_path / "data", write_rows(tmp_path / "rows.jsonl")
    processes.run(data, "migrate", "--verbosity", "0")
    importing = processes.start(data, "import", str(rows))
    assert processes.until(lambda: stored(data) or importing.poll() is not None)
    time.sleep(delay)
    importing.send_signal(signal.SIGKILL)
    importing.wait()

    reported = json.loads(processes.run(data, "import", str(rows), "--json").splitlines()[-1])
    assert reported["added"] + reported["duplicates"] == ROWS
    assert stored(data) == ROWS
    assert stored(data, "articles_indexchange") == 0
    processes.run(data, "check_index")
    answer = json.loads(processes.run(data, "search", "محصول", "--json").splitlines()[-1])
    assert answer["total"] == ROWS


def test_an_index_update_that_was_killed_is_applied_by_the_worker(tmp_path):
    data, rows = tmp_path / "data", write_rows(tmp_path / "rows.jsonl")
    processes.run(data, "migrate", "--verbosity", "0")
    processes.run(data, "import", str(rows), "--draft", "--json")
    publish = "from articles.models import Article; Article.objects.update(status='published')"
    publishing = processes.start(data, "shell", "-c", publish)
    assert processes.until(lambda: stored(data, "articles_indexchange") or publishing.poll() is not None)
    publishing.send_signal(signal.SIGKILL)
    publishing.wait()

    worker = processes.start(data, "worker", "--no-startup-delay")
    try:
        assert processes.until(lambda: stored(data, "articles_indexchange") == 0)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
    processes.run(data, "check_index")


def test_a_rebuild_that_was_killed_leaves_the_live_index(tmp_path):
    data, rows = tmp_path / "data", write_rows(tmp_path / "rows.jsonl")
    processes.run(data, "migrate", "--verbosity", "0")
    processes.run(data, "import", str(rows), "--json")
    rebuilding = processes.start(data, "rebuild_index")
    time.sleep(1.5)
    rebuilding.send_signal(signal.SIGKILL)
    rebuilding.wait()
    processes.run(data, "check_index")
    processes.run(data, "rebuild_index")
    processes.run(data, "check_index")
