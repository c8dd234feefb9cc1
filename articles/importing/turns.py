"""A turn for other writers while an import stores batch after batch.

SQLite has one writer at a time, and who waits for the lock looks for it ten times a second at most (its busy
handler sleeps up to 100 ms). Between two batches it is free for a few milliseconds: while 5,000 articles came
in, two of four saves of an editor met none of these moments within four seconds. PostgreSQL locks rows alone.
"""

from __future__ import annotations

import time
from typing import Final

from django.db import connection

EVERY: Final = 1.0  # seconds of storing after which the others have their turn
PAUSE: Final = 0.12  # seconds; longer than the longest time between two looks of who waits

_last: float = 0.0


def give() -> None:
    """Leave SQLite's lock alone for a moment, when it has been taken again and again for a second."""
    global _last
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    if time.monotonic() - _last > EVERY:
        time.sleep(PAUSE)
        _last = time.monotonic()
