"""What readers see of an article: drafts are published, the published withdrawn, the withdrawn reinstated.

An article's status is set here alone, but for that of a new one. What readers see follows from it in one
place: :func:`articles.models.archive.is_public`.
"""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.editing.articles import BATCH
from articles.editing.revisions import supersede
from articles.indexing.documents import batched
from articles.logs.measure import measured
from articles.models import Article
from articles.models.archive import is_public
from articles.models.outbox import record_changes

log = logging.getLogger(__name__)
Status = Article.Status


def publishable(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The drafts among them, but for updates of articles that an editor has corrected by hand or hidden:
    those are for :func:`publish_one`, with open eyes."""
    of_what_readers_see = is_public("replaces__") & Q(replaces__edited=False)
    return articles.filter(Q(replaces=None) | of_what_readers_see, status=Status.DRAFT)


def publish(articles: QuerySet[Article]) -> int:
    """Publish what is publishable of them. Returns how many articles changed."""
    drafts = publishable(articles)
    with transaction.atomic():
        updates = list(drafts.filter(replaces__isnull=False).order_by("pk"))
        for draft in updates:
            publish_one(draft)
        new = _set_status(drafts.filter(replaces=None), {Status.DRAFT}, Status.PUBLISHED)
    return len(updates) + new


def publish_one(article: Article) -> Article:
    """Publish one article, whatever it was, and return what readers see: the article itself, or the one
    that it updated."""
    with transaction.atomic():
        shown = supersede(article) if article.replaces_id else article
        _set_status(Article.objects.filter(pk=shown.pk), {Status.DRAFT, Status.WITHDRAWN}, Status.PUBLISHED)
    shown.status = Status.PUBLISHED
    return shown


def withdraw(articles: QuerySet[Article]) -> int:
    """Take published articles from the readers. Returns how many; drafts are none."""
    return _set_status(articles, {Status.PUBLISHED}, Status.WITHDRAWN)


def reinstate(articles: QuerySet[Article]) -> int:
    """Give the readers back what was withdrawn. Returns how many articles that was."""
    return _set_status(articles, {Status.WITHDRAWN}, Status.PUBLISHED)


def unpublish(articles: QuerySet[Article]) -> int:
    """Make drafts of published and withdrawn articles. Returns how many."""
    return _set_status(articles, {Status.PUBLISHED, Status.WITHDRAWN}, Status.DRAFT)


def set_status(article: Article, status: str) -> Article:
    """Give one article the status that a person chose. Returns it, or the article that it updated."""
    if status == Status.PUBLISHED:
        return publish_one(article)
    change = withdraw if status == Status.WITHDRAWN else unpublish
    change(Article.objects.filter(pk=article.pk))
    article.refresh_from_db(fields=["status"])
    return article


def _set_status(articles: QuerySet[Article], before: Collection[str], after: str) -> int:
    """Change those whose status is one of ``before``. Returns how many."""
    changed = 0
    with measured(log, "status set", to=str(after)) as fields, transaction.atomic():
        for some in batched(list(articles.values_list("pk", flat=True)), BATCH):
            rows = Article.objects.select_for_update().filter(pk__in=some, status__in=before).order_by("pk")
            ids = list(rows.values_list("pk", flat=True))
            Article.objects.filter(pk__in=ids).update(status=after, updated_at=timezone.now())
            record_changes(ids)
            fields["articles"] = changed = changed + len(ids)
    return changed
