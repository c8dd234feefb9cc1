"""A turn for other writers while an import stores batch after batch.

SQLite has one writer at a time, and who waits for the lock looks for it ten times a second at most (its busy
handler sleeps up to 100 ms). Between two batches that follow each other at once it is free for a few
milliseconds: while 5,000 short articles came in, two of four saves of an editor met none of these moments
within four seconds. PostgreSQL locks rows alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection

EVERY: Final = 1.0  # seconds of storing after which the others have their turn
PAUSE: Final = 0.12  # seconds; longer than the longest time between two looks of who waits

_free_since = 0.0  # when the last batch gave the lock back
_last_turn = 0.0  # of the others


@contextmanager
def turn() -> Iterator[None]:
    """Write within this. Before it SQLite's lock is left alone for a moment, when it was not for a second."""
    global _free_since
    _leave_free()
    try:
        yield
    finally:
        _free_since = time.monotonic()


def _leave_free() -> None:
    global _last_turn
    now = time.monotonic()
    if now - _free_since < PAUSE:
        if connection.vendor != "sqlite" or now - _last_turn <= EVERY:
            return
        time.sleep(PAUSE)
    _last_turn = time.monotonic()
