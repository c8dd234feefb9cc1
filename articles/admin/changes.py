"""The history of a row as its page shows it: each change with what it made of what, word by word."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.editing import history, names
from articles.indexing.runtime import current_analyzer
from articles.models import Article, Import, Named, Source, Tag
from articles.models.history import Change
from articles.searching.related.text_diff import Row, Sentence, compare_lines, differences, read

log = logging.getLogger(__name__)

TEXTS = ("title", "subtitle", "body")
NAME_LABELS: Mapping[str, Any] = {
    "name": gettext_lazy("الاسم"),
    "slug": gettext_lazy("المعرّف في الروابط"),
    "home_url": gettext_lazy("الموقع"),
    "note": gettext_lazy("ملاحظة"),
    "is_private": gettext_lazy("خاصّ"),
    "is_entity": gettext_lazy("يُتعرَّف عليه في النصوص"),
}


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangeView:
    """A change. ``title`` and ``rows`` are there when the texts changed; ``can_restore`` when there is
    something to go back to."""

    change: Change
    fields: tuple[FieldChange, ...] = ()
    title: tuple[Sentence, Sentence] | None = None
    rows: tuple[Row, ...] = ()

    @property
    def who(self) -> str:
        return self.change.user_name or (_("الاستيراد") if self.change.batch_id else _("النظام"))

    @property
    def can_restore(self) -> bool:
        return self.change.state is not None and self.change.action != history.Action.BINNED

    @property
    def batch(self) -> Import | None:
        return self.change.batch


def article_changes(article: Article, changes: Sequence[Change]) -> list[ChangeView]:
    """The changes of an article, the newest first, each compared with what came next."""
    after = history.states([article.pk])[article.pk]
    views = []
    for change in changes:
        state = change.state
        if state is None:
            views.append(ChangeView(change, tuple(_status_change(change))))
            continue
        state = after | state  # a row of another version says nothing of newer fields
        try:
            views.append(_article_view(change, state, after))
        except (AttributeError, TypeError, ValueError):
            log.exception("change %s cannot be shown", change.pk)
            views.append(ChangeView(change))
        else:
            after = state
    return views


def _status_change(change: Change) -> Iterator[FieldChange]:
    before, after = status_label(change.before), status_label(change.after)
    if before or after:
        yield FieldChange(str(_("الحالة")), before, after)


def status_label(status: str) -> str:
    """The name of an article's status for people."""
    return str(dict(Article.Status.choices).get(status, status))


def _article_view(change: Change, before: Mapping[str, Any], after: Mapping[str, Any]) -> ChangeView:
    analyzer = current_analyzer()
    fields = [
        FieldChange(_label(name), _text(name, before[name]), _text(name, after[name]))
        for name in history.SHOWN
        if name not in TEXTS and before[name] != after[name]
    ]
    title = None
    if before["title"] != after["title"]:
        title = compare_lines(before["title"], after["title"], analyzer)
    old, new = (f"{state['subtitle']}\n\n{state['body']}" for state in (before, after))
    rows = tuple(differences(read(old, analyzer), read(new, analyzer))) if old != new else ()
    return ChangeView(change, tuple(fields), title, rows)


def _label(name: str) -> str:
    return str(Article._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _text(name: str, value: Any) -> str:
    if name == "source":
        return ", ".join(Source.objects.filter(pk=value).values_list("name", flat=True))
    if name == "tags":
        return "، ".join(Tag.objects.filter(pk__in=value).order_by("name").values_list("name", flat=True))
    if isinstance(value, bool):
        return _("نعم") if value else _("لا")
    return "، ".join(map(str, value)) if isinstance(value, list) else str(value)


def name_changes(row: Named | None, changes: Sequence[Change]) -> list[ChangeView]:
    """The changes of a source or tag, the newest first."""
    after = names.state_of(row) if row else {}
    views = []
    for change in changes:
        state = change.state or {}
        views.append(
            ChangeView(
                change,
                tuple(
                    FieldChange(str(label), _text(name, state[name]), _text(name, after.get(name, "")))
                    for name, label in NAME_LABELS.items()
                    if name in state and state[name] != after.get(name)
                ),
            )
        )
        after = state
    return views
