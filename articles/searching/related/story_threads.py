"""Story threads: articles that go on with one another, for the home page.

The worker finds them among the newest articles and keeps their ids in a file beside the index, so that a
page which shows them asks the database once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import Max

from articles.models import Article
from articles.search.engines import json_file
from articles.searching.related.articles import story_thread

log = logging.getLogger(__name__)

BEGINNINGS: Final = 40  # newest articles whose threads are looked for: 0.02 s each, in the worker
SHOWN: Final = 3
MIN_ARTICLES: Final = 3  # that make a thread, duplicates counted


@dataclass(frozen=True, slots=True)
class StoryThread:
    """A thread as it stands: its newest article, how many there are, and the months that it spans ('' while
    no article is dated)."""

    newest: Article
    size: int
    first: str
    last: str


def present() -> list[StoryThread]:
    """The threads that were found last, the longest first, without what has been withdrawn since."""
    threads = _read().get("threads", [])
    rows = Article.objects.order_by().only("title", "slug", "published", "status", "source")
    articles = rows.in_bulk([pk for thread in threads for pk in thread])
    shown = (_as_shown(articles[pk] for pk in thread if pk in articles) for thread in threads)
    return [thread for thread in shown if thread]


def _as_shown(articles: Iterable[Article]) -> StoryThread | None:
    published = [article for article in articles if article.is_public]
    if len(published) < MIN_ARTICLES:
        return None
    dates = sorted(article.published[:7] for article in published if article.published)
    newest = max(published, key=lambda article: (article.published, article.pk))
    return StoryThread(newest, len(published), dates[0] if dates else "", dates[-1] if dates else "")


def refresh() -> None:
    """Find the threads anew if articles have come since they were found. Raises SearchError."""
    rows = Article.objects.published().newest_first().select_related("source").prefetch_related("tags")
    newest = list(rows[:BEGINNINGS])
    # Of the whole archive, too: an old article that comes may go on with a thread.
    key = [Article.objects.aggregate(last=Max("pk"))["last"], *(article.pk for article in newest)]
    if _read().get("key") != key:
        json_file.write(_file(), {"key": key, "threads": _threads(newest)})


def _threads(newest: list[Article]) -> list[list[int]]:
    """The ids of the longest threads, duplicates among them; no article is in two."""
    threads: list[list[int]] = []
    threaded: set[int] = set()
    for article in newest:
        if article.pk in threaded:
            continue
        thread = [each for each in story_thread(article) if each.pk not in threaded]
        if len(thread) > 1:
            threads.append([each.pk for each in thread] + _duplicates(thread))
            threaded |= set(threads[-1])
    threads.sort(key=len, reverse=True)
    return [thread for thread in threads[:SHOWN] if len(thread) >= MIN_ARTICLES]


def _duplicates(thread: list[Article]) -> list[int]:
    groups = {article.duplicate_group for article in thread if article.duplicate_group}
    others = (
        Article.objects.filter(duplicate_group__in=groups).order_by().exclude(pk__in=[a.pk for a in thread])
    )
    return list(others.values_list("pk", flat=True))


def _file() -> Path:
    return Path(settings.INDEX_DIR) / "stories.json"


def _read() -> dict[str, Any]:
    try:
        return json_file.read(_file())
    except FileNotFoundError:
        return {}
    except json_file.GarbledFile as error:
        log.error("%s: the worker finds the threads anew", error)
        return {}
