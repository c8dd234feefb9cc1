"""One correction for many articles, of batches or chosen ones: counted before, made by steps, and taken back.

| crash or race                              | what happens                                                |
| the worker is killed while it corrects     | the next one goes on behind the articles that are done      |
| it is killed while it takes back           | the next one goes on behind the changes that are taken back |
| an article is edited after the correction  | taking back leaves the field as the editor made it          |
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from typing import Any, Final, cast

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_tasks import task

from articles.editing import articles, names
from articles.editing.articles import Version
from articles.editing.history import Action, State
from articles.importing import steps
from articles.importing.corrections import BATCH, LACKS, Correction, correct_some
from articles.logs.measure import measured
from articles.models import Article, ArticleQuerySet, BulkCorrection, Change, Import, Source, Tag
from articles.models.actor import Actor, acting
from articles.models.outbox import MANY, paused
from articles.models.packing import packed_ids

log = logging.getLogger(__name__)

Status = BulkCorrection.Status
HOLDS: Final = (Status.APPLYING, Status.APPLIED)


def in_question(batches: Collection[Import], drafts_only: bool) -> ArticleQuerySet:
    """The articles of these batches that may be corrected."""
    return correctable(Article.objects.filter(imported_file__batch__in=batches), drafts_only=drafts_only)


def correctable(rows: QuerySet[Article], *, drafts_only: bool) -> ArticleQuerySet:
    """Those of the articles that may be corrected."""
    kept = cast(ArticleQuerySet, rows.exclude(status=Article.Status.DELETED))
    return kept.filter(status=Article.Status.DRAFT) if drafts_only else kept


def to_change(rows: ArticleQuerySet, correction: Correction) -> ArticleQuerySet:
    """Those of the articles in which the correction would change something."""
    if correction.missing_only:
        return rows.filter(LACKS[correction.field])
    if correction.field == "tags":
        has_all = rows
        for name in correction.values:
            has_all = has_all.filter(tags__name=name)
        return rows.exclude(pk__in=has_all.values("pk"))
    column = "source__name" if correction.field == "source" else correction.field
    [value] = correction.values
    return rows.exclude(**{column: value})


def start(
    correction: Correction, batches: Collection[Import], user: Any, *, drafts_only: bool
) -> BulkCorrection:
    """Make the correction in all articles of these batches; many are left to the worker."""
    rows = in_question(batches, drafts_only)
    return begin(correction, rows, user, drafts_only=drafts_only, batches=batches)


def begin(
    correction: Correction,
    rows: ArticleQuerySet,
    user: Any,
    *,
    drafts_only: bool,
    batches: Collection[Import] = (),
) -> BulkCorrection:
    """Make the correction in these articles, of these batches if they are of any."""
    rows = to_change(rows, correction)
    ids = list(rows.order_by("pk").values_list("pk", flat=True).distinct())
    row = BulkCorrection(
        field=correction.field,
        values=_stored(correction) if ids else list(correction.values),
        missing_only=correction.missing_only,
        drafts_only=drafts_only,
        user=user,
        packed_ids=packed_ids(ids),
        total=len(ids),
    )
    with transaction.atomic():
        row.save()
        row.batches.set(batches)
        if len(ids) > MANY:
            apply_correction.enqueue(row.pk)
    if len(ids) <= MANY:
        apply_correction.func(row.pk)
        row.refresh_from_db()
    return row


def _stored(correction: Correction) -> list[str]:
    """The values as articles will have them: a name that was merged into another is that one."""
    if correction.field in {"published", "section"}:
        return list(correction.values)
    if correction.field == "source":
        return sorted({row.name for row in names.named(Source, correction.values).values()})
    return sorted({row.name for row in names.named(Tag, correction.values).values()})


def correction_of(row: BulkCorrection) -> Correction:
    """What the row sets."""
    return Correction(row.field, tuple(row.values), row.missing_only)


def undo(row: BulkCorrection, *, drafts_only: bool) -> None:
    """Give the articles back what they had in the field, where they still have what was set."""
    with transaction.atomic():
        mine = BulkCorrection.objects.select_for_update().filter(pk=row.pk, status__in=HOLDS)
        if not mine.update(status=Status.UNDOING, drafts_only=drafts_only, reached=0):
            return
        if row.changed > MANY:
            undo_correction.enqueue(row.pk)
    if row.changed <= MANY:
        undo_correction.func(row.pk)


@task()
def apply_correction(correction_id: int) -> None:
    """Correct the articles in steps that may be interrupted, until it is taken back."""
    _in_steps(correction_id, Status.APPLYING, _apply_some)


@task()
def undo_correction(correction_id: int) -> None:
    """Take back in steps that may be interrupted what was corrected."""
    _in_steps(correction_id, Status.UNDOING, _undo_some)


def requeue_interrupted() -> None:
    """Have corrections made or taken back to the end whose worker has died."""
    jobs = {Status.APPLYING: apply_correction, Status.UNDOING: undo_correction}
    steps.requeue_interrupted(BulkCorrection.objects.all(), jobs)


def _in_steps(correction_id: int, status: str, step: Callable[[BulkCorrection], bool]) -> None:
    row = BulkCorrection.objects.filter(pk=correction_id).select_related("user").first()
    if row is None:
        return
    user, made = row.user, row.pk if status == Status.APPLYING else None
    reason = _("ضُبط معًا في دفعات") if made else _("تراجُع عمّا ضُبط معًا")
    who = Actor(lambda: user, reason=reason, correction_id=made)
    with acting(who), paused(), measured(log, "correction", id=correction_id, to=status):
        steps.in_steps(BulkCorrection.objects.filter(pk=correction_id, status=status), step)


def _apply_some(row: BulkCorrection) -> bool:
    ids = row.ids[row.reached : row.reached + BATCH]
    if not ids:
        row.status = Status.APPLIED
        return False
    row.changed += correct_some(list(ids), correction_of(row), drafts_only=row.drafts_only)
    row.reached += len(ids)
    return True


def _undo_some(row: BulkCorrection) -> bool:
    changes = list(row.changes.filter(pk__gt=row.reached).order_by("pk")[:BATCH])
    if not changes:
        row.status = Status.UNDONE
        return False
    rows = articles.lock(change.row_id for change in changes)
    versions = []
    for change in changes:
        article, state = rows.get(change.row_id), change.state
        if article and state and not (row.drafts_only and article.status != Article.Status.DRAFT):
            versions += _returned(row, article, state, change)
    articles.update(versions, action=Action.RESTORED)
    if row.field == "source":
        names.delete_unused(set(Source.objects.filter(name__in=row.values).values_list("pk", flat=True)), ())
    elif row.field == "tags":
        names.delete_unused((), set(Tag.objects.filter(name__in=row.values).values_list("pk", flat=True)))
    row.reached = changes[-1].pk
    row.changed = max(0, row.changed - len(versions))
    return True


def _returned(row: BulkCorrection, article: Article, state: State, change: Change) -> list[Version]:
    """The article as it is to be; none when its field says something else by now."""
    tags = None
    if row.field == "tags":
        present = list(article.tags.all())
        tags = [tag for tag in present if tag.name not in row.values or tag.pk in state.get("tags", ())]
        if len(tags) == len(present):
            return []
    elif [_present(article, row.field)] != row.values:
        return []
    elif row.field == "source":
        article.source = Source.objects.filter(pk=state.get("source") or 0).first()
    elif row.field == "published":
        for name in ("published", "published_approximate", "published_evidence"):
            setattr(article, name, state.get(name, getattr(article, name)))
    else:
        article.section = state.get("section", "")
    if row.field in (seen := state.get("evidence", {})):
        article.evidence[row.field] = seen[row.field]
    later = Change.objects.filter(kind=Change.Kind.ARTICLE, row_id=article.pk, pk__gt=change.pk)
    if not later.exclude(packed=b"").exists():
        article.edited = bool(state.get("edited"))
    return [Version(article, tags)]


def _present(article: Article, field: str) -> str:
    if field == "source":
        return article.source.name if article.source else ""
    return str(getattr(article, field))
