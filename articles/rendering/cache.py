"""Drawings kept on disk: made once, and the least used given up when they take too much room.

``SLOTS`` drawings are made at once on a machine, whichever processes ask: a core each on a small one. Who
asks for a drawing that is being made waits for it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from articles.logs import metrics

ROOM = 200 * 2**20  # bytes

SLOTS = 2
PATIENCE = 10.0  # seconds that a request waits for its turn
_LOOK = 0.05  # seconds between two looks for a free slot


class Busy(Exception):
    """Others are drawing; worth trying again in ``PATIENCE`` seconds."""


def cached(folder: Path, key: str, make: Callable[[], bytes], *, room: int = ROOM) -> bytes:
    """The drawing of this key: from ``folder``, or made now and put there whole.

    The key must name all that the drawing shows, its renderer's version included. A folder that cannot be
    written costs time alone. Raises Busy when its turn does not come in time.
    """
    name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]
    file = folder / name
    content = _read(file)
    metrics.CACHE.add("drawings", "hit" if content is not None else "miss")
    if content is not None:
        return content
    with _turn(folder.with_name(f"{folder.name}.locks"), name):
        content = _read(file)  # made while this request waited
        if content is None:
            content = make()
            _put(file, content, room)
    return content


def _read(file: Path) -> bytes | None:
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:
        return None
    return content


@contextmanager
def _turn(locks: Path, name: str) -> Iterator[None]:
    """One drawing of a name at a time, and ``SLOTS`` in all; the system lets go when a process dies."""
    until = time.monotonic() + PATIENCE
    with ExitStack() as held:
        try:
            locks.mkdir(parents=True, exist_ok=True)
            # A file for each of 256 groups of names, and not one for each drawing ever made.
            held.enter_context(FileLock(locks / name[:2], timeout=PATIENCE))
            while not _has_slot(locks, held):
                if time.monotonic() > until:
                    raise Busy
                time.sleep(_LOOK)
        except Timeout as error:
            raise Busy from error
        except OSError:
            pass  # a folder that cannot be written: draw without a turn
        yield


def _has_slot(locks: Path, held: ExitStack) -> bool:
    for number in range(SLOTS):
        try:
            held.enter_context(FileLock(locks / f"slot-{number}", timeout=0))
        except Timeout:
            continue
        return True
    return False


def _put(file: Path, content: bytes, room: int) -> None:
    try:
        _write(file, content)
        _make_room(file.parent, room)
    except OSError:
        return


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix="partial-", delete=False) as partial:
        try:
            partial.write(content)
            partial.flush()
        except OSError:
            Path(partial.name).unlink()
            raise
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
