"""Others write while an import stores one batch after the other."""

from __future__ import annotations

import sqlite3
import time

from tests import processes
from tests.benchmarks.torture_kills import rows

PATIENCE = 4.0  # seconds that a save waits before its editor is told to try again


def test_a_save_has_its_turn_while_thousands_of_articles_come_in(tmp_path):
    data, file = tmp_path / "data", tmp_path / "many.jsonl"
    file.write_text(rows(0, 4_000), "utf-8")
    processes.run(data, "migrate", "-v0")
    saves = 0
    with processes.start(data, "import", str(file), "--json") as command:
        while command.poll() is None:
            saves += _save(data)
            time.sleep(0.2)
        output, _ = command.communicate()
    assert command.returncode == 0, output
    assert saves >= 5


def _save(data) -> int:
    """Take the write lock and give it back, as a save does; raises when it could not be had in time."""
    editor = sqlite3.connect(data / "archive.sqlite3", isolation_level=None, timeout=PATIENCE)
    editor.execute("BEGIN IMMEDIATE")
    editor.execute("COMMIT")
    editor.close()
    return 1
