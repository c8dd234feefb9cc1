"""A whole index at once: built beside the live one, compared with the database, repaired."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction

from articles.arabic.analysis.analyzer import Analyzer
from articles.indexing import active_engine, runtime
from articles.indexing.documents import BATCH, batched, docs
from articles.indexing.locks import lock
from articles.indexing.outbox import drain
from articles.logs.measure import Fields, measured
from articles.models import Article, IndexChange
from articles.models.outbox import paused
from articles.search import schema
from articles.search.engines.base import Engine
from articles.search.errors import SearchError
from articles.search.types import Doc

log = logging.getLogger(__name__)

Progress = Callable[[int], None]


def rebuild(name: str, *, progress: Progress | None = None) -> None:
    """Freeze the archive's vocabulary, build a new index for engine ``name`` beside the live one, swap it in.

    Changes saved meanwhile reach the live index as ever, and are held in the outbox for the new one.
    Raises IndexBusy when another rebuild is under way.
    """
    # A second's patience: whoever drains touches this lock for a moment to see whether we are at work.
    with lock("rebuild.lock", wait=1.0), measured(log, "index rebuilt", engine=name) as fields:
        covered = list(IndexChange.objects.values_list("id", flat=True))
        vocabulary = _present_vocabulary()
        engine = runtime.make_engine(name, Analyzer(vocabulary))
        engine.rebuild(_counted(docs(), progress, fields))
        _write_vocabulary(vocabulary)
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
    with lock("rebuild.lock", wait=1.0), measured(log, "index built", engine=name) as fields:
        engine = runtime.make_engine(name, runtime.current_analyzer())
        engine.rebuild(_counted(docs(), progress, fields))
        active_engine.set_pending(name)
        difference = check(engine)
        engine.close()
        return difference


def _counted(stream: Iterator[Doc], progress: Progress | None, fields: Fields) -> Iterator[Doc]:
    fields["articles"] = 0
    for number, doc in enumerate(stream, start=1):
        yield doc
        fields["articles"] = number
        if progress:
            progress(1)


# Words rarer than this are no evidence for or against a clitic, and most of the vocabulary.
MIN_EVIDENCE = 3


def _present_vocabulary() -> dict[str, int]:
    """Article counts of the words of the present index, as evidence for the stemmer; without an index, what
    the last one had."""
    try:
        counts = dict(runtime.current_engine().words())
    except SearchError:
        counts = {}
    return {word: count for word, count in counts.items() if count >= MIN_EVIDENCE} or runtime.vocabulary()


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
    return active_engine.is_stale() or built_by != schema.fingerprint(runtime.current_analyzer())


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
