"""Locks among the processes of this data folder; freed by the kernel when their holder dies."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from articles.search.errors import IndexBusy


@contextmanager
def lock(name: str, *, wait: float = 0.0) -> Iterator[None]:
    """A lock among the processes of this data folder; freed by the kernel when its holder dies.

    Raises IndexBusy when another still holds it after ``wait`` seconds.
    """
    give_up = time.monotonic() + wait
    with _lock_file(name).open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= give_up:
                    raise IndexBusy("another process is updating the index") from error
                time.sleep(0.01)
        yield


def is_rebuilding() -> bool:
    try:
        with lock("rebuild.lock"):
            return False
    except IndexBusy:
        return True


def _lock_file(name: str) -> Path:
    folder = Path(settings.INDEX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
