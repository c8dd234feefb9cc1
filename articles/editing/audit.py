"""The audit trail: who did what, when and from where, without a word of any article."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from articles.models.actor import actor
from articles.models.history import AuditEntry

Action = AuditEntry.Action

MAX_IDS: Final = 1_000  # of articles that an entry names; it counts the others
MANY_EXPORTED: Final = 1_000  # articles, above which an export is entered


def record(
    action: str, *, kind: str = "", row_id: int | None = None, user_name: str = "", **values: Any
) -> None:
    """Add an entry, of the present actor unless a name is given."""
    who = actor()
    if who.batch_id and kind != "import":
        values["batch"] = who.batch_id
    if who.reason:
        values["reason"] = who.reason
    AuditEntry.objects.create(
        action=action,
        user_id=None if user_name else who.user_id,
        user_name=(user_name or who.name)[:150],
        address=who.address[:45],
        kind=kind,
        row_id=row_id,
        values=values,
    )


def record_articles(action: str, ids: Collection[int], **values: Any) -> None:
    """Add an entry of something done to articles, if there are any."""
    if ids:
        named = sorted(ids)[:MAX_IDS]
        record(action, kind="article", articles=len(ids), ids=named, **values)
