"""Drawings kept on disk."""

from __future__ import annotations

import os

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
