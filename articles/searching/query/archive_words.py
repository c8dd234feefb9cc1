"""The archive's own words, which corrections and other spellings are looked up in.

Each process reads them from the engine when they are first needed (0.6 s for 300,000 words), and again in the
background when they are older than ten minutes.
"""

from __future__ import annotations

import logging
import threading
import time
from contextvars import copy_context
from functools import lru_cache, partial

from articles.indexing.runtime import Searcher
from articles.models.audience import hidden
from articles.search.errors import SearchError
from articles.search.query.parse import parse
from articles.search.query.spellings import LEADS, respelled_in_archive
from articles.search.suggest.spellchecker import REMEMBERED, Speller

log = logging.getLogger(__name__)

MAX_AGE = 600.0  # seconds
AUDIENCES = 2  # whose words a process remembers; those of a large archive take tens of megabytes


class ArchiveWords:
    """The words of one index, as one audience may know them, at a time of the monotonic clock."""

    def __init__(self, searcher: Searcher) -> None:
        self.engine = searcher.engine
        self.speller = Speller(self.engine.words())
        self.at = time.monotonic()
        self._analyzer = searcher.analyzer
        find = partial(respelled_in_archive, self._analyzer, self._standing)
        #: Of a folded foreign word the other spellings: it asks for a hundred to a thousand.
        self.respelled = lru_cache(maxsize=REMEMBERED)(find)
        #: How many articles have two folded words beside each other.
        self.beside = lru_cache(maxsize=REMEMBERED)(self._beside)

    def count(self, word: str) -> int:
        """How many articles have a folded word, of those that the present reader may read: the speller
        counts all."""
        articles = self.speller.counts.get(word, 0)
        if not articles or not hidden().slugs:
            return articles
        exact = parse(f'"{word}"', mode="exact", analyzer=self._analyzer)
        return self.engine.search(exact, limit=0).total

    def _beside(self, first: str, second: str) -> int:
        phrase = parse(f'"{first} {second}"', analyzer=self._analyzer, families=False)
        return self.engine.search(phrase, limit=0).total

    def _standing(self, word: str) -> int:
        """How many articles have it, bare or behind clitics; of what it is asked, most is in none."""
        behind = (lead + word for lead in LEADS)
        return sum([self.count(each) for each in behind if each in self.speller.counts])


class _Dictionaries:
    """Keeps the last dictionaries that were read, of some audiences, and renews them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: dict[tuple[str, ...], ArchiveWords] = {}

    def words(self, searcher: Searcher) -> ArchiveWords:
        """The words of the searcher's index. Raises SearchError when they cannot be read."""
        key, engine = hidden().slugs, searcher.engine
        last = self._last.get(key)
        if last is None or last.engine is not engine:
            with self._lock:
                last = self._last.get(key)
                if last is None or last.engine is not engine:
                    last = self._put(key, ArchiveWords(searcher))
        elif time.monotonic() - last.at > MAX_AGE and self._lock.acquire(blocking=False):
            renew = partial(copy_context().run, self._renew, key, searcher)  # for the same audience
            threading.Thread(target=renew, name="dictionary", daemon=True).start()
        return last

    def _put(self, key: tuple[str, ...], dictionary: ArchiveWords) -> ArchiveWords:
        """The one that was made first gives way."""
        others = [(each, old) for each, old in self._last.items() if each != key]
        self._last = dict(others[1 - AUDIENCES :]) | {key: dictionary}
        return dictionary

    def _renew(self, key: tuple[str, ...], searcher: Searcher) -> None:
        try:
            self._put(key, ArchiveWords(searcher))
        except SearchError:
            log.exception("the archive's words could not be read; the older ones serve on")
        finally:
            self._lock.release()


_dictionaries = _Dictionaries()


def archive_words(searcher: Searcher) -> ArchiveWords:
    """The words of the searcher's index, as far as the present audience may know them. Raises SearchError
    when they cannot be read."""
    return _dictionaries.words(searcher)
