"""A line's rule in words, and what it changes in articles, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importing.source_rules import Example
from articles.ingest.clean.line_rules import label_of
from articles.models import Article, SourceRule
from articles.web.i18n.formatting import date_text, number
from articles.web.upload.word_diff import Stretch, paragraph_diff, word_diff

ROLES: Final = {
    "title": gettext_lazy("العنوان"),
    "date": gettext_lazy("التاريخ"),
    "byline": gettext_lazy("الكاتب"),
    "body": gettext_lazy("من النصّ"),
    "boilerplate": gettext_lazy("ليس من المقال"),
}
_FIELDS: Final = {
    "title": gettext_lazy("العنوان"),
    "subtitle": gettext_lazy("العنوان الفرعيّ"),
    "published": gettext_lazy("التاريخ"),
    "authors": gettext_lazy("الكتّاب"),
    "dateline": gettext_lazy("مكان الخبر"),
    "agency": gettext_lazy("الوكالة"),
    "section": gettext_lazy("القسم"),
    "body": gettext_lazy("النصّ"),
}
_NAME: Final = 5  # words of the longest name that is not doubted
_TITLE: Final = range(3, 31)  # words of a title that is not doubted


def lines_meant(kind: str, line: str, place: int, digits: str) -> str:
    """Which lines a rule is about, as one choice of several."""
    if kind == "label":
        return _("كلّ سطر يبدأ بـ «%(label)s:»") % {"label": label_of(line)}
    if kind == "same":
        return _("كلّ سطر كهذا، مهما كانت أعداده")
    if place == -1:
        return _("السطر الأخير من كلّ ملفّ، أيًّا كان نصّه")
    place_text = {"place": number(abs(place), digits)}
    if place < 0:
        return _("السطر %(place)s من آخر كلّ ملفّ، أيًّا كان نصّه") % place_text
    return _("السطر %(place)s من كلّ ملفّ، أيًّا كان نصّه") % place_text


def law(row: SourceRule, digits: str) -> str:
    """The whole rule in a sentence."""
    return _("%(lines)s: %(role)s") % {
        "lines": lines_meant(row.kind, row.line, row.place, digits),
        "role": ROLES.get(row.role, row.role),
    }


@dataclass(frozen=True)
class FieldChange:
    """A field of an article that a rule changes: each line of it that differs, word by word."""

    label: str
    lines: list[list[Stretch]]


@dataclass(frozen=True)
class ShownExample:
    article: Article
    fields: list[FieldChange]
    is_doubtful: bool


def example(found: Example, digits: str) -> ShownExample:
    """What a rule changes in one article, and whether that looks wrong."""
    fields = [
        FieldChange(str(label), _lines(name, found, digits))
        for name, label in _FIELDS.items()
        if name in found.after and found.before[name] != found.after[name]
    ]
    return ShownExample(found.article, fields, _is_doubtful(found))


def _lines(name: str, found: Example, digits: str) -> list[list[Stretch]]:
    before, after = found.before[name], found.after[name]
    if name == "body":
        return paragraph_diff(before, after)
    if name == "published":
        before, after = (date_text(value, digits=digits) for value in (before, after))
    if name == "authors":
        before, after = ("، ".join(value) for value in (before, after))
    return [word_diff(before, after)]


def _is_doubtful(found: Example) -> bool:
    names = found.after.get("authors", ())
    title = found.after.get("title", found.article.title)
    return (
        any(len(name.split()) > _NAME for name in names)
        or len(title.split()) not in _TITLE
        or found.after.get("published", "-") == ""
        or len(found.after.get("body", found.article.body)) < len(found.article.body) / 2
    )
