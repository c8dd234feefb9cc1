"""The archive's own words, which corrections and other spellings are looked up in.

Each process reads them from the engine when they are first needed (0.6 s for 300,000 words), and again in the
background when they are older than ten minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from articles.search.engines.base import Engine
from articles.search.errors import SearchError
from articles.search.suggest.spellchecker import Speller

log = logging.getLogger(__name__)

MAX_AGE = 600.0  # seconds


@dataclass(frozen=True)
class _Dictionary:
    """The words of one engine as they were at a time of the monotonic clock."""

    engine: Engine
    speller: Speller
    at: float

    @classmethod
    def of(cls, engine: Engine) -> _Dictionary:
        return cls(engine, Speller(engine.words()), time.monotonic())


class _Dictionaries:
    """Keeps the last dictionary that was read, and renews it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: _Dictionary | None = None

    def speller(self, engine: Engine) -> Speller:
        """The speller of the engine's words. Raises SearchError when they cannot be read."""
        last = self._last
        if last is None or last.engine is not engine:
            with self._lock:
                if self._last is None or self._last.engine is not engine:
                    self._last = _Dictionary.of(engine)
                last = self._last
        elif time.monotonic() - last.at > MAX_AGE and self._lock.acquire(blocking=False):
            threading.Thread(target=self._renew, args=[engine], name="dictionary", daemon=True).start()
        return last.speller

    def _renew(self, engine: Engine) -> None:
        try:
            self._last = _Dictionary.of(engine)
        except SearchError:
            log.exception("the archive's words could not be read; the older ones serve on")
        finally:
            self._lock.release()


_dictionaries = _Dictionaries()


def speller_of(engine: Engine) -> Speller:
    """The speller of the engine's words. Raises SearchError when they cannot be read."""
    return _dictionaries.speller(engine)
