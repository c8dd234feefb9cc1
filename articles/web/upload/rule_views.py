"""Rules of a source made of one line: proposed beside what they change, applied, watched, taken back."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.access.rights import for_archivists, may_publish, require
from articles.importing import source_rules
from articles.ingest.clean import line_rules
from articles.ingest.types import RawArticle, Role
from articles.models import Article, Original, SourceRule
from articles.models.archive import visible_sources
from articles.web.preferences.preferences import Preferences
from articles.web.upload import rule_presenter
from articles.web.upload.lookups import reviewed_article

log = logging.getLogger(__name__)

RULES_PER_PAGE = 50


@dataclass(frozen=True)
class Asked:
    """The line that was pointed at, what it is to be, and which lines are meant by it."""

    number: int  # from 1, as the original shows it
    line: str
    place: int
    role: Role
    kinds: list[line_rules.Kind]
    kind: line_rules.Kind


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def propose_view(request: HttpRequest, pk: int) -> HttpResponse:
    """What a rule of this article's line would change in all articles of its source; POST applies it."""
    require(may_publish(request))
    article = reviewed_article(request, pk)
    asked = _asked(request, article)
    if asked is None or article.source is None:
        why = (
            _("لا مصدر لهذا المقال. اضبط مصدره أوّلًا، ثمّ قل ما السطر.")
            if asked
            else _("ليس في الأصل سطر كهذا.")
        )
        messages.error(request, why)
        return redirect("upload-article", pk)
    row = SourceRule(
        source=article.source, line=asked.line, role=asked.role, kind=asked.kind, place=asked.place
    )
    if request.method == "POST":
        row.user = cast(Any, request.user)
        source_rules.apply(row)
        return redirect(row)
    return _proposal(request, article, asked, row)


def _proposal(request: HttpRequest, article: Article, asked: Asked, row: SourceRule) -> HttpResponse:
    digits = Preferences.of(request).interface_digits
    try:
        found = source_rules.preview(row, first=article.pk)
    except ImproperlyConfigured as error:
        messages.error(request, _("لا تُقرأ قواعد التنظيف التي أضفتها: %s") % f"\u2068{error}\u2069")
        return redirect("upload-article", article.pk)
    context = {
        "nav": "upload",
        "article": article,
        "asked": asked,
        "roles": rule_presenter.ROLES,
        "kinds": [
            (kind, rule_presenter.lines_meant(kind, asked.line, asked.place, digits)) for kind in asked.kinds
        ],
        "law": rule_presenter.law(row, digits),
        "found": found,
        "examples": [rule_presenter.example(each, digits) for each in found.examples],
    }
    return render(request, "upload/propose_rule.html", context)


def _asked(request: HttpRequest, article: Article) -> Asked | None:
    """What the address or the form says; None for a line that the original does not have."""
    values = request.POST if request.method == "POST" else request.GET
    texts = _original_lines(article)
    wanted = values.get("line", "")
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 9 else 0
    if not 0 < number <= len(texts) or not (line := texts[number - 1].strip()):
        return None
    default: Role = "boilerplate"
    role = next((role for role in line_rules.ROLES if role == values.get("role")), default)
    kinds = line_rules.kinds(line, role)
    kind = next((kind for kind in kinds if kind == values.get("kind")), kinds[0])
    return Asked(number, line, line_rules.place_of(number - 1, texts), role, kinds, kind)


def _original_lines(article: Article) -> list[str]:
    """The lines of what it was read from; none when that was not kept or is damaged."""
    original = Original.objects.filter(article=article).first()
    try:
        return RawArticle.loads(original.text).text.split("\n") if original else []
    except ValueError:
        log.exception("the original of article %d cannot be read", article.pk)
        return []


@for_archivists
@require_http_methods(["GET", "HEAD", "POST"])
def rule_view(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a rule is, and what it has changed; POST takes it back."""
    require(may_publish(request))
    row = get_object_or_404(_visible(), pk=pk)
    if request.method == "POST":
        source_rules.undo(row)
        return redirect(row)
    changed = row.effects.select_related("article").defer("article__body").order_by("pk")
    context = {
        "nav": "upload",
        "rule": row,
        "law": rule_presenter.law(row, Preferences.of(request).interface_digits),
        "effects": Paginator(changed, RULES_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "upload/rule.html", context)


def _visible() -> QuerySet[SourceRule]:
    """Rules of sources that the present user may read."""
    return SourceRule.objects.select_related("source", "user").filter(source__in=visible_sources())


@for_archivists
@require_safe
def list_view(request: HttpRequest) -> HttpResponse:
    """All rules that were made of lines, the newest first."""
    require(may_publish(request))
    page = Paginator(_visible(), RULES_PER_PAGE).get_page(request.GET.get("page"))
    digits = Preferences.of(request).interface_digits
    shown = [(row, rule_presenter.law(row, digits)) for row in page]
    return render(request, "upload/rules.html", {"nav": "upload", "page": page, "rules": shown})
