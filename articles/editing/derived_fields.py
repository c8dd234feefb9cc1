"""What is derived from an article's text and must follow it: its copies, its story, the names in it."""

from __future__ import annotations

from collections.abc import Mapping

from articles.editing import stories
from articles.editing.duplicates import link_duplicates
from articles.editing.entity_mentions import mark
from articles.ingest.dedupe import signature
from articles.models import Article


def update_derived_fields(articles: list[Article], signatures: Mapping[int, bytes] | None = None) -> None:
    """Derive anew, after the texts or tags of these articles changed. The caller lets the index know.

    ``signatures`` are those of titles and bodies that the caller has already, by the article's id.
    """
    signatures = signatures or {}
    link_duplicates(
        {
            article: signatures.get(article.pk) or signature(f"{article.title}\n{article.body}")
            for article in articles
            if article.replaces_id is None  # a draft that is to update an article is like it, and no copy
        }
    )
    mark(articles)
    stories.forget(articles)
