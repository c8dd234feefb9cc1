"""The archive's own words, which corrections and other spellings are looked up in.

Each process reads them from the engine when they are first needed (0.6 s for 300,000 words), and again in the
background when they are older than ten minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial

from articles.models.audience import hidden
from articles.search.engines.base import Engine
from articles.search.errors import SearchError
from articles.search.suggest.spellchecker import Speller

log = logging.getLogger(__name__)

MAX_AGE = 600.0  # seconds
AUDIENCES = 2  # whose words a process remembers; those of a large archive take tens of megabytes


@dataclass(frozen=True)
class _Dictionary:
    """The words of one engine, as one audience may know them, at a time of the monotonic clock."""

    engine: Engine
    speller: Speller
    at: float

    @classmethod
    def of(cls, engine: Engine) -> _Dictionary:
        return cls(engine, Speller(engine.words()), time.monotonic())


class _Dictionaries:
    """Keeps the last dictionaries that were read, of some audiences, and renews them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[tuple[str, ...], _Dictionary] = {}

    def speller(self, engine: Engine) -> Speller:
        """The speller of the engine's words. Raises SearchError when they cannot be read."""
        key = hidden().slugs
        last = self._last.get(key)
        if last is None or last.engine is not engine:
            with self._lock:
                last = self._last.get(key)
                if last is None or last.engine is not engine:
                    last = self._put(key, _Dictionary.of(engine))
        elif time.monotonic() - last.at > MAX_AGE and self._lock.acquire(blocking=False):
            renew = partial(copy_context().run, self._renew, key, engine)  # for the same audience
            threading.Thread(target=renew, name="dictionary", daemon=True).start()
        return last.speller

    def _put(self, key: tuple[str, ...], dictionary: _Dictionary) -> _Dictionary:
        """The one that was made first gives way."""
        others = [(each, old) for each, old in self._last.items() if each != key]
        self._last = dict(others[1 - AUDIENCES :]) | {key: dictionary}
        return dictionary

    def _renew(self, key: tuple[str, ...], engine: Engine) -> None:
        try:
            self._put(key, _Dictionary.of(engine))
        except SearchError:
            log.exception("the archive's words could not be read; the older ones serve on")
        finally:
            self._lock.release()


_dictionaries = _Dictionaries()


def speller_of(engine: Engine) -> Speller:
    """The speller of the engine's words, as far as the present audience may know them. Raises SearchError
    when they cannot be read."""
    return _dictionaries.speller(engine)
