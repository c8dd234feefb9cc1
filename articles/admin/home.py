"""The latest changes, as the administration's home tells them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice

from django.contrib.admin import site
from django.http import HttpRequest
from django.urls import reverse

from articles.admin.changes import ChangeView, status_label
from articles.models import Article, Source, Tag
from articles.models.history import Change

LATEST = 6
READ = 500  # changes, of which many may have been made in one act


@dataclass(frozen=True)
class LatestChange:
    """``name`` of the row that was changed, '' when it is gone; ``count`` is how many rows one act
    has changed, at most ``READ``."""

    change: Change
    name: str
    count: int = 1

    @property
    def who(self) -> str:
        return ChangeView(self.change).who

    @property
    def href(self) -> str:
        """The history of the row; of several their batch, or all changes."""
        if self.count > 1:
            batch = self.change.batch
            return batch.get_absolute_url() if batch else reverse("admin:articles_change_changelist")
        return reverse(f"admin:articles_{self.change.kind}_history", args=[self.change.row_id])

    @property
    def statuses(self) -> tuple[str, str]:
        """What its status was, and what it became; two empty texts for other changes."""
        if self.change.action != Change.Action.STATUS:
            return "", ""
        return status_label(self.change.before), status_label(self.change.after)


def latest_changes(request: HttpRequest) -> list[LatestChange]:
    """The newest changes of what this person may see, the newest first; of one act the newest stands for
    all."""
    listed = site.get_model_admin(Change)
    if not listed.has_view_permission(request):
        return []
    rows = listed.get_queryset(request).order_by("-pk").select_related("batch").defer("packed")[:READ]
    acts = ([*group] for _key, group in groupby(rows, key=_act))
    return [LatestChange(act[0], _name(act[0]), len(act)) for act in islice(acts, LATEST)]


def _act(change: Change) -> tuple[object, ...]:
    """What changes have in common that were made in one act; an edit by hand is one by itself."""
    by_hand = change.action == Change.Action.EDITED and not (change.batch_id or change.correction_id)
    alone = change.pk if by_hand else 0
    return change.action, change.after, change.user_name, change.batch_id, change.correction_id, alone


def _name(change: Change) -> str:
    if change.kind == Change.Kind.ARTICLE:
        rows = Article.objects.exclude(status=Article.Status.DELETED)
        return rows.filter(pk=change.row_id).values_list("title", flat=True).first() or ""
    named = Source if change.kind == Change.Kind.SOURCE else Tag
    return named.objects.filter(pk=change.row_id).values_list("name", flat=True).first() or ""
