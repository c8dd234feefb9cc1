"""The worker's look for stories: of articles that have come, and of those whose text was changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.db import DatabaseError

from articles.editing import stories
from articles.indexing.runtime import current_searcher
from articles.logs.measure import measured
from articles.models import Article, IndexChange
from articles.models.archive import ArticleQuerySet
from articles.search.errors import SearchError
from articles.stories.candidates import sign
from articles.stories.placing import Placer

log = logging.getLogger(__name__)

BATCH: Final = 200


def refresh(stopped: Callable[[], bool] = lambda: False) -> int:
    """Place all published articles that were not placed yet, those of the oldest day first. Returns how many.

    All are signed before the first is placed: by what came weeks later, too, one knows what comes again and
    again. Waits while the index lacks articles: what is not in it is not found. Raises SearchError.
    """
    placed = 0
    placer: Placer | None = None
    while not stopped() and not _is_index_behind():
        if batch := list(_waiting().filter(event_signature=None)[:BATCH]):
            sign(batch, current_searcher().analyzer)
        elif batch := list(_waiting()[:BATCH]):
            placer = placer or Placer(current_searcher())
            with measured(log, "stories", articles=len(batch)):
                for article in batch:
                    _place(placer, article)
            placed += len(batch)
        else:
            break
    return placed


def _is_index_behind() -> bool:
    """What could not be applied at once may never be: it is not waited for."""
    return IndexChange.objects.filter(held=False, attempts=0).exists()


def _waiting() -> ArticleQuerySet:
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
