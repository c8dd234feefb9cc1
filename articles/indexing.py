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

import fcntl
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import runtime, upkeep
from articles.arabic.analyzer import Analyzer
from articles.models import Article, IndexChange
from articles.search import schema
from articles.search.engine import Engine
from articles.search.errors import EngineUnavailable, IndexBusy, SearchError
from articles.search.types import Doc

log = logging.getLogger(__name__)

BATCH = 500
LONGEST_POSTPONEMENT = timedelta(hours=1)
_LONGEST = 1.0  # seconds that a batch of bulk changes is to last, about
_SMALLEST = 50  # articles
_ROUNDS = 3  # of a request: what others save meanwhile is theirs, or the worker's

Progress = Callable[[int], None]
T = TypeVar("T")


# ---- rows → docs ----------------------------------------------------------------------------------


def docs(ids: Iterable[int] | None = None) -> Iterator[Doc]:
    """The published articles (of ``ids``, or all) as engines take them, read in batches by id."""
    if ids is None:
        published = Article.objects.published().order_by("id")
        ids = published.values_list("id", flat=True).iterator(chunk_size=10_000)
    for batch in batched(ids, BATCH):
        # By id alone: see table_statistics, which a long connection does not hear of.
        rows = Article.objects.filter(id__in=batch).order_by("id")
        for article in rows.select_related("source").prefetch_related("tags", "mentions"):
            if article.status == Article.Status.PUBLISHED:
                yield _doc(article)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to ``size`` items, in order (itertools.batched comes with Python 3.12)."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


def _doc(article: Article) -> Doc:
    return Doc(
        id=article.id,
        title=f"{article.title}\n{article.subtitle}" if article.subtitle else article.title,
        body=article.body,
        published=article.published,
        source=article.source.slug if article.source else "",
        section=article.section,
        tags=tuple(sorted(tag.slug for tag in article.tags.all())),
        mentions=tuple(sorted(tag.slug for tag in article.mentions.all())),
        authors=tuple(article.authors),
        story=article.story,
    )


# ---- draining -------------------------------------------------------------------------------------


_paused: ContextVar[bool] = ContextVar("drain paused", default=False)


@contextmanager
def paused() -> Iterator[None]:
    """Inside, saved changes stay in the outbox until the caller drains: for imports."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def is_paused() -> bool:
    return _paused.get()


def drain_after_commit() -> None:
    """Drain once the present transaction is committed; several calls in one transaction drain once."""
    if _paused.get():
        return
    if not any(hook[1] is _drain_in_request for hook in connection.run_on_commit):
        transaction.on_commit(_drain_in_request, robust=True)


def _drain_in_request() -> None:
    """Best effort: whatever hinders it, the rows remain and the worker applies them. Bulk changes are left
    to it, so that nobody's request pays for a backlog."""
    try:
        drain(runtime.current_engine(), bulk=False)
    except IndexBusy:
        pass  # whoever has the lock looks at the outbox again after letting it go
    except SearchError:
        log.exception("the index could not be updated now; the changes wait in the outbox")


def drain(engine: Engine, *, bulk: bool = True, progress: Progress | None = None) -> int:
    """Apply the outbox until it is empty (postponed rows excepted). What people save goes before each batch
    of bulk changes; without ``bulk`` those are left, and no more than a few rounds are made.

    Returns how many articles it applied. Raises IndexBusy when another process is at it already: that
    one looks again after letting go of the lock, so a row left behind now is its to apply.
    Raises EngineUnavailable when the engine cannot be reached.
    """
    applied = 0
    upkeep.arrive()
    for _ in count() if bulk else range(_ROUNDS):
        if not _due(bulk).exists():
            break
        with _lock("drain.lock"):
            applied += _apply_batch(engine, _due(bulk=False)[:BATCH], progress)
            if bulk:
                begun = time.monotonic()
                several = _apply_batch(engine, _due().filter(bulk=True)[: _pace.size], progress)
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
            self.size = min(BATCH, max(_SMALLEST, int(applied * _LONGEST / max(seconds, 0.01))))


_pace = _Pace()


def drain_patiently() -> None:
    """Drain the outbox; while another process is at it, wait until what was in it is applied."""
    while True:
        try:
            drain(runtime.current_engine())
            return
        except IndexBusy:
            time.sleep(0.05)


def _apply_batch(engine: Engine, due: QuerySet[IndexChange], progress: Progress | None) -> int:
    changes = list(due.values_list("id", "article_id"))
    if not changes:
        return 0
    ids = {article_id for _, article_id in changes}
    hold = _holding()
    try:
        engine.replace(ids, docs(ids))
    except EngineUnavailable:
        raise
    except Exception:
        log.exception("a batch of %d articles could not be indexed; trying them one by one", len(ids))
        for article_id in sorted(ids):
            _apply_one(engine, article_id)
    else:
        _done((change_id for change_id, _ in changes), hold=hold)
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
    except EngineUnavailable:
        raise
    except Exception as error:
        log.exception("article %d could not be indexed; postponed", article_id)
        attempts = max(changes.values_list("attempts", flat=True), default=0) + 1
        wait = min(timedelta(seconds=15 * 2 ** min(attempts, 20)), LONGEST_POSTPONEMENT)
        IndexChange.objects.filter(id__in=seen).update(
            attempts=attempts, error=f"{type(error).__name__}: {error}", not_before=timezone.now() + wait
        )
    else:
        _done(seen, hold=hold)


def _due(bulk: bool = True) -> QuerySet[IndexChange]:
    """Rows whose time has come, with those of bulk changes or without. Rows held for another index count
    again when that one is in use."""
    due = IndexChange.objects.filter(not_before__lte=timezone.now()).order_by("id")
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


# ---- locks ----------------------------------------------------------------------------------------


@contextmanager
def _lock(name: str, *, wait: float = 0.0) -> Iterator[None]:
    """A lock among the processes of this data folder; freed by the kernel when its holder dies.

    Raises IndexBusy when another still holds it after ``wait`` seconds.
    """
    give_up = time.monotonic() + wait
    with _lock_file(name).open("a") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= give_up:
                    raise IndexBusy("another process is updating the index") from error
                time.sleep(0.01)
        yield


def _holding() -> bool:
    """Whether an index is being built, or another engine's was built that is not in use yet."""
    return upkeep.awaited() is not None or _rebuilding()


def _rebuilding() -> bool:
    try:
        with _lock("rebuild.lock"):
            return False
    except IndexBusy:
        return True


def _lock_file(name: str) -> Path:
    folder = Path(settings.INDEX_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


# ---- rebuilding and checking ----------------------------------------------------------------------


def rebuild(name: str, *, progress: Progress | None = None) -> None:
    """Freeze the archive's vocabulary, build a new index for engine ``name`` beside the live one, swap it in.

    Changes saved meanwhile reach the live index as ever, and are held in the outbox for the new one.
    Raises IndexBusy when another rebuild is under way.
    """
    # A second's patience: whoever drains touches this lock for a moment to see whether we are at work.
    with _lock("rebuild.lock", wait=1.0):
        covered = list(IndexChange.objects.values_list("id", flat=True))
        vocabulary = _present_vocabulary()
        engine = runtime.make_engine(name, Analyzer(vocabulary))
        engine.rebuild(_counted(docs(), progress))
        _write_vocabulary(vocabulary)
        for batch in batched(covered, BATCH):
            IndexChange.objects.filter(id__in=batch).delete()
        upkeep.settle()
        engine.close()
        runtime.reset()


def build_for(name: str, *, progress: Progress | None = None) -> Difference:
    """Build the index of an engine that the archive does not run with, and hold changes for it from now on.

    The archive goes on with its present engine until it is started with the other (see ``articles.upkeep``).
    Returns how the new index differs from the database. Raises IndexBusy when a rebuild is under way.
    """
    with _lock("rebuild.lock", wait=1.0):
        engine = runtime.make_engine(name, runtime.current_analyzer())
        engine.rebuild(_counted(docs(), progress))
        upkeep.expect(name)
        difference = check(engine)
        engine.close()
        return difference


def _counted(stream: Iterator[Doc], progress: Progress | None) -> Iterator[Doc]:
    for doc in stream:
        yield doc
        if progress:
            progress(1)


# Words rarer than this are no evidence for or against a clitic, and most of the vocabulary.
RAREST_EVIDENCE = 3


def _present_vocabulary() -> dict[str, int]:
    """Article counts of the words of the present index, as evidence for the stemmer; without an index, what
    the last one had."""
    try:
        counts = dict(runtime.current_engine().words())
    except SearchError:
        counts = {}
    return {word: count for word, count in counts.items() if count >= RAREST_EVIDENCE} or runtime.vocabulary()


def _write_vocabulary(vocabulary: dict[str, int]) -> None:
    target = runtime.vocabulary_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}.tmp")
    beside.write_text(json.dumps(vocabulary, ensure_ascii=False, sort_keys=True), encoding="utf-8")
    beside.replace(target)


def must_rebuild(engine: Engine) -> bool:
    """Whether the index is missing though there are articles, has been left behind while the archive ran
    with another engine, or was built by another analyzer or version."""
    built_by = engine.fingerprint()
    if built_by is None:
        return Article.objects.published().exists()
    return upkeep.is_left_behind() or built_by != schema.fingerprint(runtime.current_analyzer())


@dataclass(frozen=True)
class Difference:
    """What the index has and the database does not, and the other way round."""

    missing: frozenset[int]
    surplus: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


def check(engine: Engine) -> Difference:
    """Compare the index with the database, leaving out what still waits in the outbox."""
    waiting = set(IndexChange.objects.values_list("article_id", flat=True))
    published = set(Article.objects.published().values_list("id", flat=True).iterator())
    indexed = set(engine.ids())
    return Difference(frozenset(published - indexed - waiting), frozenset(indexed - published - waiting))


def repair(engine: Engine, difference: Difference) -> None:
    """Index what is missing and remove what is surplus."""
    with paused(), transaction.atomic():
        IndexChange.objects.bulk_create(
            [IndexChange(article_id=n) for n in sorted(difference.missing | difference.surplus)],
            batch_size=1000,
        )
    drain(engine)
