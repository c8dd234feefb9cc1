"""Names learnt from tags, recognised in the texts of all articles and kept as mentions, apart from tags.

An article that is stored is searched for all known names at once. For a name that is new, the worker looks
through the archive when it is quiet.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Final

from django.db import transaction

from articles.arabic.analysis.analyzer import Analyzer
from articles.indexing import runtime
from articles.ingest.extract.entities import Names
from articles.models import Article, Tag
from articles.models.outbox import record_changes

BATCH: Final = 500

Pair = tuple[int, int]  # article, tag


class _NameIndex:
    """The finder of all recognised names of this process: new ones are added, it is made anew for others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._analyzer: Analyzer | None = None
        self._names: dict[int, str] = {}

    def finder(self) -> Names:
        present = dict(Tag.objects.filter(is_entity=True).order_by("pk").values_list("pk", "name"))
        analyzer = runtime.current_analyzer()
        with self._lock:
            if self._analyzer is not analyzer or not self._names.items() <= present.items():
                self._analyzer, self._names, self._finder = analyzer, {}, Names(analyzer)
            for pk in present.keys() - self._names.keys():
                self._finder.add(present[pk], pk)
            self._names = present
            return self._finder


_name_index = _NameIndex()


def mark(articles: list[Article]) -> None:
    """Keep which known names stand in the texts of these articles. The caller lets the index know."""
    through = Article.mentions.through
    through.objects.filter(article__in=articles).delete()
    _store(_found(_name_index.finder(), articles))


def scan_for_new_names(stopped: Callable[[], bool] = lambda: False) -> int:
    """Look through the archive for names not scanned for yet. Returns how many articles mention one of them.

    Ends early when ``stopped`` says so; the next call begins anew.
    """
    new = dict(Tag.objects.filter(is_entity=True, scanned=False).values_list("pk", "name"))
    if not new:
        return 0
    names = Names(runtime.current_analyzer())
    for pk, name in new.items():
        names.add(name, pk)
    mentioning = 0
    for batch in Article.objects.only("title", "subtitle", "body").in_batches(BATCH):
        if stopped():
            return mentioning
        with transaction.atomic():
            changed = _store(_found(names, batch))
            record_changes(changed, derived=True)
        mentioning += len(changed)
    Tag.objects.filter(pk__in=new, name__in=new.values()).update(scanned=True)
    return mentioning


def _found(names: Names, articles: Iterable[Article]) -> list[Pair]:
    return [
        (article.pk, tag)
        for article in articles
        for tag in names.find(f"{article.title}\n{article.subtitle}\n{article.body}")
    ]


def _store(pairs: list[Pair]) -> set[int]:
    """Store the pairs of articles and names that are neither tags nor mentions yet; the articles of these."""
    articles = {article for article, _ in pairs}
    new = set(pairs)
    for through in (Article.tags.through, Article.mentions.through):
        existing = through.objects.filter(article__in=articles)
        new -= set(existing.values_list("article_id", "tag_id"))
    mentions = Article.mentions.through
    rows = [mentions(article_id=article, tag_id=tag) for article, tag in sorted(new)]
    mentions.objects.bulk_create(rows, ignore_conflicts=True, batch_size=400)
    return {article for article, _ in new}
