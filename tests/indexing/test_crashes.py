"""Killed in the middle of an import, an index update or a rebuild, and started again: nothing lost or twice.

Each process kills itself at a named call, so that it is killed there on any machine; one that gets to
its end fails the test.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests import processes

ROWS = 600
DRAIN = "from articles.indexing import outbox; outbox.drain_and_wait()"
CHANGE = """
from articles.models import Article
from articles.models.outbox import record_changes
Article.objects.update(body="خبر الفيضان")
record_changes(Article.objects.values_list("pk", flat=True))
"""


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


def stored(data: Path, table: str) -> int:
    with sqlite3.connect(f"file:{data}/archive.sqlite3?mode=ro", uri=True, timeout=30) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def commands(data: Path, *lines: tuple[str, ...]) -> str:
    """Run several commands in one process, which is sooner done; the last line that they write."""
    calls = "".join(f"call_command(*{line!r});" for line in lines)
    code = f"from django.core.management import call_command;{calls}"
    return processes.run(data, "shell", "-c", code).splitlines()[-1]


def assert_whole(data: Path, word: str = "محصول") -> None:
    """All articles are there once, are searchable by ``word``, and nothing waits."""
    assert stored(data, "articles_article") == ROWS
    assert stored(data, "articles_indexchange") == 0
    answer = json.loads(commands(data, ("check_index",), ("search", word, "--json")))
    assert answer["total"] == ROWS


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("rows") / "rows.jsonl")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("empty") / "data"
    processes.run(data, "migrate", "--verbosity", "0")
    return data


@pytest.fixture(scope="module")
def full(empty: Path, rows: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = shutil.copytree(empty, tmp_path_factory.mktemp("full") / "data")
    processes.run(data, "import", str(rows), "--json")
    return data


@pytest.mark.parametrize("table", [2, 6, 12])
def test_an_import_that_was_killed_can_be_repeated(empty, rows, tmp_path, table):
    """A batch of articles is written table by table: articles, originals … and last the outbox, the sixth."""
    data = shutil.copytree(empty, tmp_path / "data")
    processes.crash(data, "django.db.models.query.QuerySet.bulk_create", table, "import", str(rows))
    assert stored(data, "articles_article") < ROWS
    reported = json.loads(processes.run(data, "import", str(rows), "--json").splitlines()[-1])
    assert reported["added"] + reported["duplicates"] == ROWS
    assert_whole(data)


@pytest.mark.parametrize(
    ("at", "calls"),
    [
        ("articles.indexing.documents.doc_of", ROWS // 2),  # articles are read inside the engine's lock
        ("articles.indexing.outbox._done", 1),  # the engine has committed, the outbox still has the changes
    ],
)
def test_an_index_update_that_was_killed_is_applied_by_the_worker(full, tmp_path, at, calls):
    data = shutil.copytree(full, tmp_path / "data")
    processes.run(data, "shell", "-c", CHANGE)
    processes.crash(data, at, calls, "shell", "-c", DRAIN)
    assert stored(data, "articles_indexchange") > 0

    with processes.running(data, "worker", "--no-startup-delay"):
        assert processes.until(lambda: stored(data, "articles_indexchange") == 0)
    assert_whole(data, "الفيضان")


@pytest.mark.parametrize(
    ("at", "calls"),
    [
        ("articles.indexing.documents.doc_of", ROWS // 2),  # the new index is being built
        ("articles.indexing.runtime.take_next_vocabulary", 1),  # it is in use, its vocabulary is not
    ],
)
def test_a_rebuild_that_was_killed_leaves_an_index_that_answers(full, tmp_path, at, calls):
    data = shutil.copytree(full, tmp_path / "data")
    processes.crash(data, at, calls, "rebuild_index")
    answer = json.loads(commands(data, ("search", "محصول", "--json")))
    assert answer["total"] == ROWS
    processes.run(data, "rebuild_index")
    assert_whole(data)
