"""A whole index at once: built beside the live one, compared with the database, repaired."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from articles.indexing import active_engine, runtime
from articles.indexing.documents import BATCH, are_in_index, batched, docs
from articles.indexing.locks import rebuilding, write_progress
from articles.indexing.outbox import drain
from articles.logs.measure import Fields, measured
from articles.models import Article, IndexChange
from articles.models.outbox import paused
from articles.search import schema
from articles.search.engines import json_file
from articles.search.engines.base import Engine
from articles.search.errors import IndexStale, SearchError
from articles.search.types import Doc

log = logging.getLogger(__name__)

Progress = Callable[[int], None]
TOLD_EVERY: Final = 1.0  # seconds between two words on how far a rebuild is


def rebuild(name: str, *, progress: Progress | None = None) -> None:
    """Freeze the archive's vocabulary, build a new index for engine ``name`` beside the live one, swap it in.

    Changes saved meanwhile reach the live index as ever, and are held in the outbox for the new one.
    Raises IndexBusy when another rebuild is under way.
    """
    with rebuilding(name), measured(log, "index rebuilt", engine=name) as fields:
        covered = list(IndexChange.objects.values_list("id", flat=True))
        vocabulary = _present_vocabulary()
        engine = runtime.make_engine(name, runtime.new_analyzer(vocabulary))
        json_file.write(runtime.next_vocabulary_file(), vocabulary)
        engine.rebuild(_counted(docs(), progress, fields, name))
        runtime.take_next_vocabulary()
        for batch in batched(covered, BATCH):
            IndexChange.objects.filter(id__in=batch).delete()
        active_engine.mark_current()
        engine.close()
        runtime.reset()


def build_for(name: str, *, progress: Progress | None = None) -> Difference:
    """Build the index of an engine that the archive does not run with, and hold changes for it from now on.

    The archive goes on with its present engine until it is started with the other (see
    ``articles.indexing.active_engine``).
    Returns how the new index differs from the database. Raises IndexBusy when a rebuild is under way.
    """
    with rebuilding(name), measured(log, "index built", engine=name) as fields:
        engine = runtime.make_engine(name, runtime.current_analyzer())
        engine.rebuild(_counted(docs(), progress, fields, name))
        active_engine.set_pending(name)
        difference = check(engine)
        engine.close()
        return difference


def _counted(stream: Iterator[Doc], progress: Progress | None, fields: Fields, engine: str) -> Iterator[Doc]:
    fields["articles"] = 0
    total, due = Article.objects.published().count(), 0.0
    for number, doc in enumerate(stream, start=1):
        yield doc
        fields["articles"] = number
        if time.monotonic() >= due:
            write_progress(engine, number, total)
            due = time.monotonic() + TOLD_EVERY
        if progress:
            progress(1)


# Words rarer than this are no evidence for or against a clitic, and most of the vocabulary.
MIN_EVIDENCE = 3


def _present_vocabulary() -> dict[str, int]:
    """Article counts of the words of the present index, as evidence for the stemmer; without an index, what
    the last one had."""
    try:
        counts = dict(runtime.make_engine(active_engine.name(), runtime.current_analyzer()).words())
    except SearchError:
        counts = {}
    return {word: count for word, count in counts.items() if count >= MIN_EVIDENCE} or runtime.vocabulary()


def must_rebuild(engine: Engine) -> bool:
    """Whether the index is missing though there are articles that had reached it, has been left behind while
    the archive ran with another engine, or was built by another analyzer or version."""
    built_by = engine.fingerprint()
    if built_by is None:
        return are_in_index()
    return active_engine.is_stale() or built_by != schema.fingerprint(runtime.current_analyzer())


def cannot_be_used() -> bool:
    """Whether the index of the engine in use must be built anew before it answers, or is damaged."""
    try:
        engine = runtime.current_engine()
        engine.check()
        return must_rebuild(engine)
    except IndexStale:
        return True


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
    published = set(Article.objects.in_index().values_list("id", flat=True).iterator())
    indexed = set(engine.ids())
    return Difference(frozenset(published - indexed - waiting), frozenset(indexed - published - waiting))


def repair(engine: Engine, difference: Difference) -> None:
    """Index what is missing and remove what is surplus."""
    with paused(), transaction.atomic():
        IndexChange.objects.bulk_create(
            [IndexChange(article_id=n) for n in sorted(difference.missing | difference.surplus)],
            batch_size=1000,
        )
    drain()
