"""Locks among the processes of this data folder, and whether a rebuild is under way.

A rebuild writes down that it is at work, and how far, while it holds ``rebuild.lock``. Who asks reads that
record first, and only then whether its writer still lives: by the lock, which the kernel frees with its
holder.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.search.engines import json_file
from articles.search.engines.file_lock import file_lock, is_locked

REBUILD_LOCK = "rebuild.lock"


def lock(name: str, *, wait: float = 0.0, shared: bool = False) -> AbstractContextManager[None]:
    """Hold a lock among the processes of this data folder, alone or with others who share it.

    Raises IndexBusy when another still holds it after ``wait`` seconds.
    """
    return file_lock(_folder() / name, wait, shared=shared)


@contextmanager
def rebuilding(engine: str) -> Iterator[None]:
    """Be the one that rebuilds. Raises IndexBusy when another is at it."""
    with lock(REBUILD_LOCK, wait=0.2):  # who looks after a dead one's record holds it for a moment
        json_file.write(_record(), _holder(engine))
        try:
            yield
        finally:
            _record().unlink(missing_ok=True)


def _holder(engine: str) -> dict[str, Any]:
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "engine": engine}
    return holder | {"since": timezone.now().isoformat()}


def write_progress(engine: str, done: int, total: int) -> None:
    """Tell how many of ``total`` articles the rebuild under way, which is ours, has read."""
    json_file.write(_record(), _holder(engine) | {"done": done, "total": total})


@dataclass(frozen=True)
class Progress:
    """How far a rebuild is: articles read of those that there were at its beginning."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """100 is for the end: what was read has yet to be joined."""
        return min(99, 100 * self.done // max(1, self.total))


def rebuild_progress() -> Progress | None:
    """How far the rebuild under way is; None while there is none."""
    try:
        record = json_file.read(_record())
        progress = Progress(int(record.get("done", 0)), int(record.get("total", 0)))
    except (OSError, json_file.GarbledFile, ValueError, TypeError):
        return None
    return progress if is_rebuilding() else None


def is_rebuilding() -> bool:
    """Whether an index is being built. Cheap while none is: a look for one file."""
    return _record().exists() and is_locked(_folder() / REBUILD_LOCK)


def _record() -> Path:
    return _folder() / "rebuild.json"


def _folder() -> Path:
    return Path(settings.INDEX_DIR)
