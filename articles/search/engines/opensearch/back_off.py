"""Ever longer pauses between tries."""

from __future__ import annotations

import math
import random
import time
from typing import Final

LONGEST: Final = 5.0  # seconds, and up to as many again by chance


class BackOff:
    """Pauses from ``first`` seconds on, twice as long each time, and up to as long again by chance, so that
    clients that were refused together do not come back together. None ends later than ``seconds`` after
    this was made."""

    def __init__(self, seconds: float = math.inf, *, first: float = 0.2) -> None:
        self._deadline = time.monotonic() + seconds
        self._pause = first

    def sleep(self) -> bool:
        """Sleep the next pause; False, at once, when no time is left for it."""
        wait = self._pause * (1 + random.random())
        if time.monotonic() + wait > self._deadline:
            return False
        time.sleep(wait)
        self._pause = min(2 * self._pause, LONGEST)
        return True
