"""The worker's signs of life: a small file that it renews, so that others can tell whether it works.

Not a row: a worker that waits for a locked database is alive, and the page that says so is asked for then.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Final, Literal, get_args

from django.conf import settings

Worker = Literal["ok", "late", "missing"]
WORKER_STATES: Final[tuple[Worker, ...]] = get_args(Worker)

EVERY: Final = 5.0  # seconds between two signs of life
MISSING_AFTER: Final = 30.0  # seconds without one
LATE_AFTER: Final = 120.0  # seconds in which the index was not looked after: one batch takes a second


class Heartbeat:
    """When each loop of the worker has last come round."""

    def __init__(self) -> None:
        self._rounds: dict[str, float] = {}

    def round(self, name: str) -> None:
        self._rounds[name] = time.time()

    def beat(self) -> None:
        """Renew the file. Raises OSError."""
        beside = _file().with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps({"pid": os.getpid(), "time": time.time(), "rounds": self._rounds}))
        beside.replace(_file())


def worker_state() -> Worker:
    """Whether a worker runs, and looks after the index."""
    try:
        state = json.loads(_file().read_text())
        beat, drained = float(state["time"]), float(state["rounds"].get("drain", state["time"]))
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return "missing"
    now = time.time()
    if now - beat > MISSING_AFTER:
        return "missing"
    return "late" if now - drained > LATE_AFTER else "ok"


def last_beat() -> float | None:
    """When (seconds since the epoch) a worker last gave a sign of life; None without any."""
    try:
        return float(json.loads(_file().read_text())["time"])
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _file() -> Path:
    return Path(settings.DATA_DIR) / "worker.json"
