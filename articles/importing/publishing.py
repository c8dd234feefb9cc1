"""Drafts become articles that readers see; one that updates an article takes its place."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q

from articles.importing import revisions
from articles.logs.measure import measured
from articles.models import Article, ArticleQuerySet

log = logging.getLogger(__name__)


def publishable(articles: ArticleQuerySet) -> ArticleQuerySet:
    """The drafts among them, but for updates of articles that an editor has corrected by hand: those are
    for :func:`publish_one`, with open eyes."""
    return articles.filter(Q(replaces=None) | Q(replaces__edited=False), status=Article.Status.DRAFT)


def publish(articles: ArticleQuerySet) -> int:
    """Publish what is publishable of them. Returns how many articles changed."""
    drafts = publishable(articles)
    with transaction.atomic():
        updates = list(drafts.filter(replaces__isnull=False))
        with measured(log, "published", updates=len(updates)) as fields:
            for draft in updates:
                publish_one(draft)
            fields["new"] = new = drafts.filter(replaces=None).update(status=Article.Status.PUBLISHED)
        return len(updates) + new


def publish_one(draft: Article) -> Article:
    """Publish one draft and return what readers see: the draft itself, or the article that it updated."""
    if draft.replaces:
        revisions.supersede(draft.replaces, draft)
        return draft.replaces
    draft.status = Article.Status.PUBLISHED
    draft.save()
    return draft
