"""Another query that may have been meant, checked against the archive: it is suggested when it finds more.

The archive's own words are the dictionary. Each process reads them from the engine when they are first
needed (0.6 s for 300,000 words), and again in the background when they are older than ten minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace

from articles.indexing.runtime import Searcher
from articles.search.engines.base import Engine
from articles.search.errors import SearchError
from articles.search.suggest.candidates import Suggestion, suggestions
from articles.search.suggest.spellchecker import Speller
from articles.searching.query_reader import QueryReader
from articles.searching.request import SearchRequest

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


def did_you_mean(
    request: SearchRequest, reader: QueryReader, searcher: Searcher, *, found: int
) -> Suggestion | None:
    """The likeliest other query that finds more than the ``found`` articles of this one.

    Raises SearchError.
    """
    speller = _dictionaries.speller(searcher.engine)
    for suggestion in suggestions(request.text, speller, searcher.analyzer):
        other = reader.read(replace(request, text=suggestion.text))
        if searcher.engine.search(other, limit=0).total > found:
            return suggestion
    return None
