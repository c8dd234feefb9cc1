"""Rows → docs: the published articles as engines take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db.models import Exists, OuterRef

from articles.models import Article, IndexChange
from articles.search.types import Doc

BATCH = 500  # articles
T = TypeVar("T")


def docs(ids: Iterable[int] | None = None) -> Iterator[Doc]:
    """The published articles (of ``ids``, or all) as engines take them, read in batches by id."""
    if ids is None:
        published = Article.objects.in_index().order_by("id")
        ids = published.values_list("id", flat=True).iterator(chunk_size=10_000)
    for batch in batched(ids, BATCH):
        # By id alone: see sqlite_statistics, which a long connection does not hear of.
        rows = Article.objects.filter(id__in=batch).order_by("id")
        for article in rows.select_related("source").prefetch_related("tags", "mentions"):
            if article.is_published:
                yield doc_of(article)


def are_in_index() -> bool:
    """Whether any published article has reached the index: all but those that wait in the outbox."""
    waiting = IndexChange.objects.filter(held=False, article_id=OuterRef("pk"))
    return Article.objects.in_index().filter(~Exists(waiting)).exists()


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of up to ``size`` items, in order (itertools.batched comes with Python 3.12)."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch


def doc_of(article: Article) -> Doc:
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
        duplicate_group=article.duplicate_group,
    )
