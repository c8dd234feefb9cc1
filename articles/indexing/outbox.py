"""Outbox → engine: what was saved becomes searchable, whatever crashes on the way.

    saving      IndexChange rows are written in the article's own transaction     (models.record_changes)
    draining    a batch of ids → present rows, read inside the engine's write lock → one engine commit
                → exactly those IndexChange rows are deleted

| crash or race                                      | what happens                                  |
| before the database commit                         | nothing was saved, nothing recorded           |
| after the commit, before the engine's              | the row remains; applied later                |
| inside ``replace``                                 | all or nothing in the engine; replayed        |
| after the engine's commit, before the row is gone  | replayed; replacing twice is replacing once   |
| a poison article                                   | postponed with its error, the rest goes on    |
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import count

from django.db import DatabaseError
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.indexing import active_engine, runtime
from articles.indexing.documents import BATCH, docs
from articles.indexing.locks import is_rebuilding
from articles.indexing.turns import claim, is_shared, turn
from articles.logs import metrics
from articles.logs.measure import measured
from articles.models import IndexChange
from articles.search.engines.base import Engine
from articles.search.errors import EngineUnavailable, IndexBusy, IndexStale, SearchError

log = logging.getLogger(__name__)

MAX_POSTPONEMENT = timedelta(hours=1)
_BATCH_SECONDS = 1.0  # seconds that a batch of bulk changes is to last, about
_MIN_BATCH = 50  # articles
_ROUNDS = 3  # of a request: what others save meanwhile is theirs, or the worker's

Progress = Callable[[int], None]


def drain_after_commit() -> None:
    """Best effort: whatever hinders it, the rows remain and the worker applies them. Bulk changes are left
    to it, so that nobody's request pays for a backlog."""
    try:
        drain(bulk=False)
    except IndexBusy:
        pass  # whoever has the lock looks at the outbox again after letting it go
    except (SearchError, DatabaseError, OSError):  # what was saved is saved, whatever becomes of the index
        log.exception("the index could not be updated now; the changes wait in the outbox")


def drain(engine: Engine | None = None, *, bulk: bool = True, progress: Progress | None = None) -> int:
    """Apply the outbox until it is empty (postponed rows excepted). What people save goes before each batch
    of bulk changes; without ``bulk`` those are left, and no more than a few rounds are made.

    Without an ``engine`` it is the one in use when a batch is begun: the archive may be moved to another.
    Returns how many articles it applied. Raises IndexBusy when another process is at it already: that
    one looks again after letting go of the lock, so a row left behind now is its to apply.
    Raises EngineUnavailable when the engine cannot be reached, IndexStale when its index must be built anew.
    """
    applied = 0
    active_engine.activate()
    for _ in count() if bulk else range(_ROUNDS):
        if not _due(bulk).exists():
            break
        several = _apply_round(engine, bulk, progress)
        if not several and is_shared():
            raise IndexBusy("Other workers are applying what is left.")
        applied += several
    return applied


def _apply_round(engine: Engine | None, bulk: bool, progress: Progress | None) -> int:
    """One batch of what people saved, and one of bulk changes. Each has a turn of its own: while bulk changes
    are applied nobody else need wait for an article that a person has just saved once more."""
    with turn():
        applied = _apply_batch(engine or runtime.current_engine(), _due(bulk=False)[:BATCH], progress)
    if bulk:
        begun = time.monotonic()
        with turn():
            several = _apply_batch(
                engine or runtime.current_engine(), _due().filter(bulk=True)[: _pace.size], progress
            )
        _pace.learn(several, time.monotonic() - begun)
        applied += several
    return applied


class _Pace:
    """How many bulk changes make a batch. What people save waits for one at most: a slow machine gets
    smaller ones."""

    size = BATCH

    def learn(self, applied: int, seconds: float) -> None:
        """From a batch of the present size; a smaller one tells little of how long a whole one takes."""
        if applied >= self.size:
            self.size = min(BATCH, max(_MIN_BATCH, int(applied * _BATCH_SECONDS / max(seconds, 0.01))))


_pace = _Pace()


def drain_and_wait() -> None:
    """Drain the outbox; while another process is at it, wait until what was in it is applied."""
    while True:
        try:
            drain()
            return
        except IndexBusy:
            time.sleep(0.05)


def _apply_batch(engine: Engine, due: QuerySet[IndexChange], progress: Progress | None) -> int:
    changes = claim(due)
    if not changes:
        return 0
    ids = {article_id for _, article_id in changes}
    hold = _holding()
    try:
        with measured(log, "index batch", articles=len(ids)):
            engine.replace(ids, docs(ids))
    except (EngineUnavailable, IndexStale):
        raise
    except Exception:
        log.exception("a batch of %d articles could not be indexed; trying them one by one", len(ids))
        for article_id in sorted(ids):
            _apply_one(engine, article_id)
    else:
        _done((change_id for change_id, _ in changes), hold=hold)
        metrics.INDEXED.add(amount=len(ids))
        metrics.flush()
    if progress:
        progress(len(ids))
    return len(ids)


def _apply_one(engine: Engine, article_id: int) -> None:
    """Apply one article of a batch that failed, or postpone it with its error."""
    changes = IndexChange.objects.filter(article_id=article_id)
    seen = list(changes.values_list("id", flat=True))
    hold = _holding()
    try:
        engine.replace({article_id}, docs([article_id]))
    except (EngineUnavailable, IndexStale):
        raise
    except Exception as error:
        log.exception("article %d could not be indexed; postponed", article_id)
        attempts = max(changes.values_list("attempts", flat=True), default=0) + 1
        wait = min(timedelta(seconds=15 * 2 ** min(attempts, 20)), MAX_POSTPONEMENT)
        IndexChange.objects.filter(id__in=seen).update(
            attempts=attempts, error=f"{type(error).__name__}: {error}", not_before=timezone.now() + wait
        )
    else:
        _done(seen, hold=hold)


def _due(bulk: bool = True) -> QuerySet[IndexChange]:
    """Rows whose time has come, with those of bulk changes or without. Rows held for another index count
    again when that one is in use."""
    now = timezone.now()
    # After the clock was put back, what never failed is due all the same, and what did within the hour.
    clock_was_ahead = Q(attempts=0) | Q(not_before__gt=now + MAX_POSTPONEMENT)
    due = IndexChange.objects.filter(Q(not_before__lte=now) | clock_was_ahead).order_by("id")
    if not bulk:
        due = due.filter(bulk=False)
    return due.filter(held=False) if _holding() else due


def _done(change_ids: Iterable[int], *, hold: bool) -> None:
    """Forget applied rows; while there is another index that lacks them, hold them for it instead.

    ``hold`` says whether there was one before the engine's commit: it may have been swapped in since.
    """
    rows = IndexChange.objects.filter(id__in=list(change_ids))
    if hold or _holding():
        rows.update(held=True)
    else:
        rows.delete()


def _holding() -> bool:
    """Whether an index is being built, or another engine's was built that is not in use yet."""
    return active_engine.pending_engine() is not None or is_rebuilding()
