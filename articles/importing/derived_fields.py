"""What is derived from an article's text and must follow it: the story it is a copy of, the names in it."""

from __future__ import annotations

from articles.importing.duplicates import link_copies
from articles.importing.entity_mentions import mark
from articles.ingest.dedupe import signature
from articles.models import Article


def renew(articles: list[Article]) -> None:
    """Derive anew, after the texts or tags of these articles changed. The caller lets the index know."""
    link_copies({article: signature(f"{article.title}\n{article.body}") for article in articles})
    mark(articles)
