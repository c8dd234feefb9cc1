"""Others write while an import stores one batch after the other."""

from __future__ import annotations

import sqlite3
import threading
import time

from articles.importing.rows import turns

BATCH = 0.05  # seconds for which one batch holds the lock
BATCHES = 400


def test_who_waits_has_a_turn_between_batches(tmp_path):
    file = tmp_path / "archive.sqlite3"
    with sqlite3.connect(file) as importing:
        importing.execute("CREATE TABLE article (id)")
    stored = 0
    turn = threading.Event()
    first = threading.Event()

    def save() -> None:
        first.wait()
        editor = sqlite3.connect(file, isolation_level=None, timeout=60)
        editor.execute("BEGIN IMMEDIATE")
        turn.set()
        editor.execute("COMMIT")
        editor.close()

    waiting = threading.Thread(target=save)
    waiting.start()
    importing = sqlite3.connect(file, isolation_level=None, timeout=60)
    while not turn.is_set() and stored < BATCHES:
        with turns.turn():
            importing.execute("BEGIN IMMEDIATE")
            first.set()
            time.sleep(BATCH)
            importing.execute("COMMIT")
        stored += 1
    importing.close()
    waiting.join()
    assert stored < 5 * turns.EVERY / BATCH  # on a busy machine it may sleep through some of its turns
