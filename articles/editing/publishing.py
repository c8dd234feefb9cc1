"""What readers see of an article: drafts are published, the published withdrawn, the withdrawn reinstated.

An article's status is set here alone, but for that of a new one. What readers see follows from it in one
place: :func:`articles.models.archive.is_public`. One whose time has not come is not published but scheduled:
it is neither in the index nor among the published before :func:`publish_due` has published it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.editing import audit, history
from articles.editing.articles import BATCH
from articles.editing.revisions import supersede
from articles.indexing.documents import batched
from articles.logs.measure import measured
from articles.models import Article
from articles.models.archive import is_published
from articles.models.outbox import record_changes

log = logging.getLogger(__name__)
Status = Article.Status


def publishable(articles: QuerySet[Article]) -> QuerySet[Article]:
    """The drafts among them that many may be published at once: without those that their sender holds back
    and updates of articles that an editor has corrected by hand or hidden. Those are for
    :func:`publish_one`, with open eyes."""
    return articles.filter(_of_what_readers_see(), status=Status.DRAFT, held_reason="")


def publish(articles: QuerySet[Article]) -> int:
    """Publish what is publishable of them, or schedule it. Returns how many articles changed."""
    drafts = publishable(articles)
    with transaction.atomic():
        scheduled = _set_status(
            drafts.filter(visible_from__gt=timezone.now()), {Status.DRAFT}, Status.SCHEDULED
        )
        updates = list(drafts.filter(replaces__isnull=False).order_by("pk"))
        for draft in updates:
            publish_one(draft)
        new = _set_status(drafts.filter(replaces=None), {Status.DRAFT}, Status.PUBLISHED)
    return scheduled + len(updates) + new


def publish_one(article: Article) -> Article:
    """Publish one article, whatever it was, and return what readers see: the article itself, or the one
    that it updated. One whose time has not come is scheduled, and returned itself."""
    if status_at_once(Status.PUBLISHED, article.visible_from) == Status.SCHEDULED:
        _set_status(Article.objects.filter(pk=article.pk), set(Status) - {Status.SCHEDULED}, Status.SCHEDULED)
        article.status = Status.SCHEDULED
        return article
    with transaction.atomic():
        shown = supersede(article) if article.replaces_id else article
        _set_status(Article.objects.filter(pk=shown.pk), set(Status) - {Status.PUBLISHED}, Status.PUBLISHED)
    shown.status = Status.PUBLISHED
    return shown


def publish_due() -> int:
    """Publish the scheduled articles whose time has come. Returns how many.

    An update of what an editor has corrected or hidden meanwhile becomes a draft, for an editor to decide.
    """
    due = Q(visible_from=None) | Q(visible_from__lte=timezone.now())
    scheduled = Article.objects.filter(due, status=Status.SCHEDULED)
    if not scheduled.exists():
        return 0
    with measured(log, "embargoes ended") as fields, transaction.atomic():
        _set_status(scheduled.exclude(_of_what_readers_see()), {Status.SCHEDULED}, Status.DRAFT)
        updates = list(scheduled.filter(replaces__isnull=False).order_by("visible_from", "pk"))
        for draft in updates:
            publish_one(draft)
        new = _set_status(scheduled.filter(replaces=None), {Status.SCHEDULED}, Status.PUBLISHED)
        fields["articles"] = len(updates) + new
    return len(updates) + new


def withdraw(articles: QuerySet[Article]) -> int:
    """Take published articles from the readers; scheduled ones, which they never saw, become drafts.
    Returns how many; drafts are none."""
    with transaction.atomic():
        stopped = _set_status(articles, {Status.SCHEDULED}, Status.DRAFT)
        return stopped + _set_status(articles, {Status.PUBLISHED}, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Killed:
    """An article that was killed, and what it was before."""

    id: int
    status: str
    held_reason: str = ""


def kill(ids: Iterable[int]) -> list[Killed]:
    """Withdraw articles because their sender has killed them, and hold back those that no reader has seen.
    Returns those that were changed."""
    articles = Article.objects.filter(pk__in=list(ids)).exclude(status=Status.WITHDRAWN)
    with transaction.atomic():
        rows = articles.select_for_update().order_by("pk")
        before = [Killed(*row) for row in rows.values_list("pk", "status", "held_reason")]
        killed = Article.objects.filter(pk__in=[each.id for each in before])
        _set_status(killed, {Status.SCHEDULED}, Status.DRAFT)
        drafts = killed.filter(status=Status.DRAFT)
        drafts.update(held_reason=Article.HeldReason.CANCELED, updated_at=timezone.now())
        _set_status(killed, {Status.PUBLISHED}, Status.WITHDRAWN)
    return before


def revive(killed: Iterable[Killed]) -> int:
    """Make articles again what they were before they were killed, where nobody has decided otherwise since.
    Returns how many readers see again."""
    seen = 0
    with transaction.atomic():
        for each in killed:
            row = Article.objects.filter(pk=each.id)
            if each.status == Status.PUBLISHED:
                seen += reinstate(row)
                continue
            held = row.filter(status=Status.DRAFT, held_reason=Article.HeldReason.CANCELED)
            if each.status == Status.SCHEDULED:
                _set_status(held, {Status.DRAFT}, Status.SCHEDULED)
            else:
                held.update(held_reason=each.held_reason, updated_at=timezone.now())
    return seen


def hold(article: Article, status: str, *, until: datetime | None, reason: str) -> None:
    """Give an article that no reader has seen the status, the embargo and the reason to be held back that its
    newest version comes with."""
    with transaction.atomic():
        rows = Article.objects.filter(pk=article.pk, status__in={Status.DRAFT, Status.SCHEDULED})
        rows.update(visible_from=until, held_reason=reason)
        _set_status(rows, set(Status) - {status}, status, audited=False)
    article.refresh_from_db(fields=["status", "visible_from", "held_reason"])


def reinstate(articles: QuerySet[Article]) -> int:
    """Give the readers back what was withdrawn, at its time. Returns how many articles that was."""
    early = articles.filter(visible_from__gt=timezone.now())
    with transaction.atomic():
        scheduled = _set_status(early, {Status.WITHDRAWN}, Status.SCHEDULED)
        return scheduled + _set_status(articles, {Status.WITHDRAWN}, Status.PUBLISHED)


def unpublish(articles: QuerySet[Article]) -> int:
    """Make drafts of published, scheduled and withdrawn articles. Returns how many."""
    return _set_status(articles, {Status.PUBLISHED, Status.SCHEDULED, Status.WITHDRAWN}, Status.DRAFT)


def status_at_once(status: str, until: datetime | None) -> str:
    """The status of a new article that a person wants to have this one: whether it is published or scheduled
    follows from its time."""
    if status not in {Status.PUBLISHED, Status.SCHEDULED}:
        return status
    return Status.SCHEDULED if until and until > timezone.now() else Status.PUBLISHED


def set_embargo(article: Article, until: datetime | None) -> None:
    """Give one article the embargo that a person chose. Its status follows when it is set the next time."""
    article.visible_from = until
    Article.objects.filter(pk=article.pk).update(visible_from=until)


def set_status(article: Article, status: str) -> Article:
    """Give one article the status that a person chose. Returns it, or the article that it updated. Whether it
    is published or scheduled follows from its time."""
    if status in {Status.PUBLISHED, Status.SCHEDULED}:
        return publish_one(article)
    change = withdraw if status == Status.WITHDRAWN else unpublish
    change(Article.objects.filter(pk=article.pk))
    article.refresh_from_db(fields=["status"])
    return article


def _of_what_readers_see() -> Q:
    """New articles, and updates of those that readers see as their file told them."""
    return Q(replaces=None) | (is_published("replaces__") & Q(replaces__edited=False))


def _set_status(
    articles: QuerySet[Article], before: Collection[str], after: str, *, audited: bool = True
) -> int:
    """Change those whose status is one of ``before``. Returns how many. What is approved is held back no
    more."""
    before = set(before) - {Status.DELETED}  # what lies in the bin is taken out of it first
    values = {"status": after, "updated_at": timezone.now()}
    if after in {Status.PUBLISHED, Status.SCHEDULED}:
        values["held_reason"] = ""
    changed: list[int] = []
    with measured(log, "status set", to=str(after)) as fields, transaction.atomic():
        for some in batched(list(articles.values_list("pk", flat=True)), BATCH):
            rows = Article.objects.select_for_update().filter(pk__in=some, status__in=before).order_by("pk")
            present = dict(rows.values_list("pk", "status"))
            Article.objects.filter(pk__in=present.keys()).update(**values)
            history.record_status(present, after)
            record_changes(present)
            changed += present
            fields["articles"] = len(changed)
        if audited:
            audit.record_articles(audit.Action.STATUS, changed, to=str(after))
    return len(changed)
