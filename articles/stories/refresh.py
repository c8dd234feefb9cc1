"""The worker's look for stories: of articles that have come, and of those whose text was changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from django.db import DatabaseError

from articles.editing import stories
from articles.indexing.locks import lock
from articles.indexing.runtime import current_searcher
from articles.logs.measure import measured
from articles.models import Article, IndexChange
from articles.models.archive import ArticleQuerySet
from articles.search.errors import IndexBusy, SearchError
from articles.stories.candidates import sign
from articles.stories.placing import Placer
from articles.stories.rarity import stem_rarity

log = logging.getLogger(__name__)

BATCH: Final = 200
LOCK: Final = (
    "stories.lock"  # held while articles are placed: two processes would make two stories of one event
)


def refresh(
    stopped: Callable[[], bool] = lambda: False, progress: Callable[[int], object] = lambda placed: None
) -> int:
    """Place all published articles that were not placed yet, those of the oldest day first, unless another
    process is at it. Returns how many; ``progress`` is told of each batch.

    All are signed before the first is placed: by what came weeks later, too, one knows what comes again and
    again. Waits while the index lacks articles: what is not in it is not found. Raises SearchError.
    """
    placed = 0
    with suppress(IndexBusy), lock(LOCK):
        for batch in _batches(stopped):
            progress(batch)
            placed += batch
    return placed


def _batches(stopped: Callable[[], bool]) -> Iterator[int]:
    """How many articles each batch had."""
    placer: Placer | None = None
    while not stopped() and not _is_index_behind():
        batch = list(waiting()[:BATCH])
        if not batch:
            stories.end_seeking_anew()
            return
        rarity = stem_rarity(current_searcher())
        while not stopped() and (unsigned := list(waiting().filter(event_signature=None)[:BATCH])):
            sign(unsigned, rarity)
        placer = placer or Placer(current_searcher(), rarity)
        with measured(log, "stories", articles=len(batch)):
            for article in batch:
                _place(placer, article)
        yield len(batch)


def _is_index_behind() -> bool:
    """What could not be applied at once may never be: it is not waited for."""
    return IndexChange.objects.filter(held=False, attempts=0).exists()


def waiting() -> ArticleQuerySet:
    """The articles whose story has not been sought yet."""
    rows = Article.objects.published().filter(story_sought=None).order_by("published", "pk")
    return rows.select_related("source").defer("evidence", "related_links")


def _place(placer: Placer, article: Article) -> None:
    """One article that cannot be placed for an unforeseen reason stays without a story."""
    try:
        placer.place(article)
    except (SearchError, DatabaseError):
        raise
    except Exception:
        log.exception("article %s: its story could not be sought", article.pk)
        stories.mark_sought(article)
