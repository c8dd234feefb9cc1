"""Articles as the archive writes them, for tests: without waiting for the index."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from articles.editing import articles
from articles.models import Article, Tag


def create(title: str = "عنوان", body: str = "نصّ", tags: Collection[Tag] = (), **fields: Any) -> Article:
    """A new article; published, unless the fields say otherwise. A ``duplicate_group`` holds whatever its
    text is like."""
    article = Article(title=title, body=body, **fields)
    with transaction.atomic():
        articles.create([articles.Version(article, tags)])
        if "duplicate_group" in fields:
            article.duplicate_group = fields["duplicate_group"]
            article.save(update_fields=["duplicate_group"])
    return article


def update(article: Article, tags: Collection[Tag] | None = None, **fields: Any) -> None:
    """Give an article other content."""
    for name, value in fields.items():
        setattr(article, name, value)
    articles.update([articles.Version(article, tags)])


def delete(*articles_: Article) -> None:
    articles.delete(Article.objects.filter(pk__in=[article.pk for article in articles_]))
