"""What was understood of an article, line by line, and the words that each reading rests on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.importing.messages.draft_messages import cut_reason
from articles.importing.rules.cleaning_rules import current_rules
from articles.ingest.compose import recompose
from articles.ingest.types import Draft, RawArticle
from articles.models import Article, Original
from articles.web.i18n.formatting import in_digits
from articles.web.upload.field_names import FIELDS

log = logging.getLogger(__name__)

MAX_LINES = 1_500  # shown of a raw text

_ROLES = {
    "title": _("العنوان"),
    "subtitle": _("العنوان الفرعيّ"),
    "heading": _("عنوان داخليّ"),
    "repeat": _("تكرار العنوان"),
    "dateline": _("مكان الخبر"),
    "byline": _("الكاتب"),
    "date": _("التاريخ"),
    "tags": _("الوسوم"),
    "section": _("القسم"),
    "link": _("رابط"),
    "cross_link": _("خبر ذو صلة"),
    "boilerplate": _("من إطار الصفحة"),
}
_FIELDS = {
    "published": _("التاريخ"),
    "dateline": _("مكان الخبر"),
    "authors": _("الكاتب"),
    "source": _("المصدر"),
}
_CONFIDENCE = {"likely": _("مرجَّح"), "guessed": _("تخمين")}


@dataclass(frozen=True)
class ShownLine:
    number: int  # from 1
    text: str
    label: str
    in_article: bool


def understood(article: Article) -> Draft | None:
    """What today's rules make of the raw text; None when none was kept, or when it is damaged."""
    original = Original.objects.filter(article=article).first()
    rules = current_rules()
    try:
        return recompose(original.text, rules, _source(article)) if original else None
    except ValueError:
        log.exception("the original of article %d cannot be read", article.pk)
        return None


def _source(article: Article) -> str:
    return article.source.name if article.source else ""


@dataclass(frozen=True)
class StatedValue:
    """What a row or record says of one field, and why that was not understood ("" when it was)."""

    label: str
    text: str
    trouble: str


def stated(draft: Draft) -> list[StatedValue]:
    """The values beside the text in the row or record that the draft was read from."""
    fields = RawArticle.loads(draft.raw).stated_fields
    unread = {"published": draft.published is None, "url": not draft.url}
    return [
        StatedValue(str(label), text, gettext("لم يُفهم") if unread.get(name) else "")
        for name, label in FIELDS.items()
        if (text := fields.get(name, "").strip())
    ]


def lines(draft: Draft) -> list[ShownLine]:
    """The lines of the raw text with what became of each, without blank ones."""
    read_here = _fields_by_line(draft)
    shown: Iterator[ShownLine] = (
        ShownLine(
            line.number + 1,
            line.text,
            cut_reason(line.reason)
            if line.reason
            else str(_ROLES.get(line.role) or read_here.get(line.number + 1, "")),
            line.in_article,
        )
        for line in draft.lines
        if line.role != "blank"
    )
    return list(islice(shown, MAX_LINES))


def _fields_by_line(draft: Draft) -> dict[int, str]:
    """What was read from a line that stays in the article: the date, mostly."""
    return {
        int(seen.place.removeprefix("line ")): str(_FIELDS[name])
        for name, seen in draft.evidence.items()
        if name in _FIELDS and seen.place.startswith("line ")
    }


def hints(article: Article, digits: str) -> dict[str, str]:
    """For each field, where it was read: من السطر ٦: «…»."""
    return {name: _hint(seen, digits) for name, seen in article.evidence.items()}


def _hint(seen: dict[str, str], digits: str) -> str:
    kind, _space, place = seen.get("place", "").partition(" ")
    words = seen.get("words", "")[:120]
    if kind == "line":
        where = gettext("من السطر %(line)s") % {"line": in_digits(place, digits)}
    elif kind == "field":
        where = gettext("من حقل %(field)s في الملفّ") % {"field": f"\u2068{FIELDS.get(place, place)}\u2069"}
    else:
        where = gettext("ممّا في الملفّ")
    quoted = gettext(": «%(words)s»") % {"words": f"\u2068{words}\u2069"} if words and kind != "field" else ""
    sure = _CONFIDENCE.get(seen.get("confidence", ""))
    return f"{where}{quoted}" + (f" ({sure})" if sure else "")
