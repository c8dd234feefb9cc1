"""What is derived from an article's text and must follow it: the story it is a copy of, the names in it."""

from __future__ import annotations

from articles.importing.duplicates import link_duplicates
from articles.importing.entity_mentions import mark
from articles.ingest.dedupe import signature
from articles.models import Article


def update_derived_fields(articles: list[Article]) -> None:
    """Derive anew, after the texts or tags of these articles changed. The caller lets the index know."""
    link_duplicates({article: signature(f"{article.title}\n{article.body}") for article in articles})
    mark(articles)
