"""The latest changes, as the administration's home tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.admin import site
from django.http import HttpRequest
from django.urls import reverse

from articles.admin.changes import ChangeView, status_label
from articles.models import Article, Source, Tag
from articles.models.history import Change

LATEST = 6


@dataclass(frozen=True)
class LatestChange:
    """``name`` of the row that was changed, '' when it is gone; ``href`` of its history."""

    change: Change
    name: str

    @property
    def who(self) -> str:
        return ChangeView(self.change).who

    @property
    def href(self) -> str:
        return reverse(f"admin:articles_{self.change.kind}_history", args=[self.change.row_id])

    @property
    def statuses(self) -> tuple[str, str]:
        """What its status was, and what it became; two empty texts for other changes."""
        if self.change.action != Change.Action.STATUS:
            return "", ""
        return status_label(self.change.before), status_label(self.change.after)


def latest_changes(request: HttpRequest) -> list[LatestChange]:
    """The newest changes of what this person may see, the newest first."""
    listed = site.get_model_admin(Change)
    if not listed.has_view_permission(request):
        return []
    changes = list(listed.get_queryset(request).order_by("-pk").select_related("batch")[:LATEST])
    names = {kind: _names(kind, changes) for kind in Change.Kind.values}
    return [LatestChange(change, names[change.kind].get(change.row_id, "")) for change in changes]


def _names(kind: str, changes: list[Change]) -> Mapping[int, str]:
    ids = [change.row_id for change in changes if change.kind == kind]
    if kind == Change.Kind.ARTICLE:
        rows = Article.objects.filter(pk__in=ids).exclude(status=Article.Status.DELETED)
        return dict(rows.values_list("pk", "title"))
    named = Source if kind == Change.Kind.SOURCE else Tag
    return dict(named.objects.filter(pk__in=ids).values_list("pk", "name"))
