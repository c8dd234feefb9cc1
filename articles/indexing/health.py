"""Whether the search index can be used, and the cure when it cannot: the worker looks, and mends.

    every few seconds   is it there, of this version, unharmed (heads and sizes)?   else it is built anew
    every minute        has it as many articles as the database?                    else they are compared
    at start, hourly    has it the same articles?                                   differences are repaired
    at start, daily     is every byte what was written?                             else it is built anew

Meanwhile a search answers that it does not know, reading goes on, and what is saved waits in the outbox.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final, Literal, get_args

from django.db import DatabaseError

from articles.indexing import active_engine, rebuild, runtime
from articles.indexing.locks import is_rebuilding
from articles.models import Article, IndexChange
from articles.search.engines.base import Engine
from articles.search.errors import IndexBusy, IndexDamaged, IndexMissing, IndexStale, SearchError
from articles.search.types import Everything, Query

log = logging.getLogger(__name__)

State = Literal["ok", "missing", "damaged", "stale", "rebuilding", "unavailable"]
STATES: Final[tuple[State, ...]] = get_args(State)

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
_MAX_PAUSE: Final = 10 * MINUTE  # between two rebuilds, when they fail


def index_state() -> State:
    """Whether searches are answered; why not, unless a rebuild is under way. Cheap."""
    try:
        engine = runtime.current_engine()
        next(iter(engine.ids()), None)
    except SearchError as error:
        return "rebuilding" if is_rebuilding() else _name(error)
    except DatabaseError:  # which tells whether there must be an index
        return "unavailable"
    return "ok"


def _name(error: SearchError) -> State:
    if isinstance(error, IndexMissing):
        return "missing"
    if isinstance(error, IndexDamaged):
        return "damaged"
    return "stale" if isinstance(error, IndexStale) else "unavailable"


class IndexKeeper:
    """Mends the index of the engine in use. ``clock`` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._due = {self._read_all: 0.0, self._compare_ids: 0.0, self._compare_counts: 0.0}
        self._pauses = {self._read_all: DAY, self._compare_ids: HOUR, self._compare_counts: MINUTE}
        self._failures = 0
        self._next_rebuild = 0.0

    def poll(self) -> None:
        """Look at the index once, and mend what is wrong. Raises SearchError when that fails; then it is
        tried again later, after ever longer pauses."""
        if is_rebuilding():
            return
        try:
            if rebuild.must_rebuild(runtime.current_engine()):
                raise IndexStale("the index lacks changes, or another analyzer built it")
            runtime.current_engine().check()
            self._look_deeper()
        except IndexStale as error:
            self._rebuild(error)

    def _look_deeper(self) -> None:
        for check, pause in self._pauses.items():
            if self._clock() >= self._due[check]:
                self._due[check] = self._clock() + pause
                check(runtime.current_engine())

    def _read_all(self, engine: Engine) -> None:
        engine.check(every_byte=True)

    def _compare_counts(self, engine: Engine) -> None:
        if IndexChange.objects.filter(held=False).exists():
            return  # it lags, and will be equal when they are applied
        indexed = engine.search(Query(text="", node=Everything()), limit=0).total
        published = Article.objects.in_index().count()
        if indexed != published:
            log.warning("the index has %d articles, the database %d: comparing them", indexed, published)
            self._compare_ids(engine)

    def _compare_ids(self, engine: Engine) -> None:
        difference = rebuild.check(engine)
        if difference:
            missing, surplus = len(difference.missing), len(difference.surplus)
            log.warning("the index lacks %d articles and has %d too many: repairing it", missing, surplus)
            rebuild.repair(engine, difference)

    def _rebuild(self, reason: IndexStale) -> None:
        if self._clock() < self._next_rebuild:
            return
        log.error("the search index is built anew: %s", reason)
        try:
            rebuild.rebuild(active_engine.name())
        except IndexBusy:
            return  # another process is at it: no failure, and looked at again as soon as ever
        except Exception:
            self._failures += 1
            self._next_rebuild = self._clock() + min(2.0**self._failures, _MAX_PAUSE)
            raise
        self._failures = 0
        log.info("the search index is built")
