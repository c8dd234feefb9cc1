"""Drawings kept on disk: made once, and the least used given up when they take too much room."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOM = 200 * 2**20  # bytes


def cached(folder: Path, key: str, make: Callable[[], bytes], *, room: int = ROOM) -> bytes:
    """The drawing of this key: from ``folder``, or made now and put there whole.

    The key must name all that the drawing shows, its renderer's version included. A folder that cannot be
    written costs time alone.
    """
    file = folder / hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    try:
        content = file.read_bytes()
        os.utime(file)
        return content
    except OSError:
        content = make()
    try:
        _write(file, content)
        _make_room(folder, room)
    except OSError:
        return content
    return content


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix="partial-", delete=False) as partial:
        partial.write(content)
    Path(partial.name).replace(file)


def _make_room(folder: Path, room: int) -> None:
    """Delete the files longest unused until the others take at most nine tenths of the room."""
    stats = [(entry.stat(), entry.path) for entry in os.scandir(folder)]
    taken = sum(stat.st_size for stat, _ in stats)
    if taken <= room:
        return
    for stat, path in sorted(stats, key=lambda found: found[0].st_mtime):
        if taken <= room * 0.9:
            return
        Path(path).unlink(missing_ok=True)
        taken -= stat.st_size
