"""Drawings kept on disk."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.rendering import cache
from articles.rendering.cache import cached


def test_a_drawing_is_made_once(tmp_path):
    made = []
    for _ in range(3):
        assert cached(tmp_path / "drawings", "a", lambda: made.append(1) or b"drawing") == b"drawing"
    assert made == [1]
    assert cached(tmp_path / "drawings", "b", lambda: b"other") == b"other"


def test_the_longest_unused_make_room(tmp_path):
    for number in range(10):
        cached(tmp_path, str(number), lambda: b"x" * 100, room=500)
        for age, file in enumerate(sorted(tmp_path.iterdir(), key=lambda file: -file.stat().st_mtime)):
            os.utime(file, (1_000_000 - age, 1_000_000 - age))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 500
    assert cached(tmp_path, "9", lambda: b"made anew", room=500) == b"x" * 100


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path):
    (tmp_path / "file").write_text("")
    assert cached(tmp_path / "file" / "drawings", "a", lambda: b"drawing") == b"drawing"


def test_a_drawing_that_is_being_made_is_waited_for(tmp_path):
    made = []

    def make():
        made.append(1)
        time.sleep(0.2)
        return b"drawing"

    with ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(cached, tmp_path / "drawings", "a", make) for _ in range(4)]
    assert [reader.result() for reader in asked] == [b"drawing"] * 4
    assert made == [1]


def test_no_more_are_made_at_once_than_there_are_slots(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "PATIENCE", 0.2)
    free = threading.Event()

    def make():
        free.wait(10)
        return b"drawing"

    with ThreadPoolExecutor(cache.SLOTS) as readers:
        slow = [readers.submit(cached, tmp_path / "drawings", str(n), make) for n in range(cache.SLOTS)]
        while len(list(tmp_path.glob("drawings.locks/slot-*"))) < cache.SLOTS:
            time.sleep(0.01)
        with pytest.raises(cache.Busy):
            cached(tmp_path / "drawings", "another", lambda: b"drawing")
        free.set()
    assert [reader.result() for reader in slow] == [b"drawing"] * cache.SLOTS
    assert cached(tmp_path / "drawings", "another", lambda: b"drawing") == b"drawing"
