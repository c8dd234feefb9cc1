"""What a row of the administration's list of articles shows, and its filter by what a row lacks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import DateTimeField, Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article
from articles.web.i18n import formatting
from articles.web.preferences.preferences import Preferences

if TYPE_CHECKING:
    ArticleModelAdmin = admin.ModelAdmin[Article]
else:
    ArticleModelAdmin = admin.ModelAdmin

BADGES = {Article.Status.PUBLISHED: "ok", Article.Status.DRAFT: "", Article.Status.WITHDRAWN: "bad"}
LACKING = {
    "date": (gettext_lazy("التاريخ"), Q(published="")),
    "source": (gettext_lazy("المصدر"), Q(source=None)),
    "author": (gettext_lazy("الكاتب"), Q(authors=[])),
    "tags": (gettext_lazy("الوسوم"), Q(tags=None)),
}


def headline(article: Article, page: str = "upload-article") -> SafeString:
    """The title, which leads to the article's ``page``, over source and date; what is missing is said in its
    place."""
    source = format_html("<b><bdi>{}</bdi></b>", article.source) if article.source else _lack(_("بلا مصدر"))
    written = formatting.date_text(article.published, digits=Preferences().interface_digits)
    parts = [source, written or _lack(_("بلا تاريخ"))]
    if article.sample:
        parts.append(_("من العيّنة"))
    line = format_html_join(" · ", "{}", ((part,) for part in parts))
    title = article.title or _("بلا عنوان")
    href = reverse(page, args=[article.pk])
    return format_html('<a class="headline" href="{}">{}</a><span class="of">{}</span>', href, title, line)


def _lack(words: str) -> SafeString:
    return format_html('<span class="lack">{}</span>', words)


def state(article: Article) -> SafeString:
    """The status as a badge."""
    kind = BADGES.get(Article.Status(article.status), "")
    return format_html('<span class="badge {}">{}</span>', kind, article.get_status_display())


def edited_at(article: Article) -> SafeString:
    """The day and time of the last change, in one line."""
    return formatting.moment(article.updated_at, digits=Preferences().interface_digits)


def plain_number(value: int | None) -> str:
    """A number by which a row is known: not grouped."""
    return formatting.in_digits(str(value), Preferences().interface_digits)


def number(value: int) -> str:
    return formatting.number(value, Preferences().interface_digits)


def badge_if(value: bool, label: object) -> str:  # of a row's field
    """A word where something holds, and nothing where it does not."""
    return format_html('<span class="badge">{}</span>', label) if value else ""


class Moments:
    """For the list of a model: its times are written as on every page. Mixed in before ModelAdmin."""

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        shown = super().get_list_display(request)  # type: ignore[misc]
        model: type[Model] = self.model  # type: ignore[attr-defined]
        return [moment_cell(model, name) or name for name in shown]


@cache
def moment_cell(model: type[Model], name: Any) -> Callable[[Model], str] | None:
    """What writes a time as every page does, in a list or beside the fields of a form; None for a field that
    is no time."""
    field = next((field for field in model._meta.fields if field.name == name), None)
    if not isinstance(field, DateTimeField):
        return None

    @admin.display(description=field.verbose_name, ordering=name)
    def cell(row: Model) -> str:
        when = getattr(row, name)
        return formatting.moment(when, digits=Preferences().interface_digits) if when else "–"

    return cell


class LacksFilter(admin.SimpleListFilter):
    """Articles without a date, a source, an author or tags."""

    title = gettext_lazy("ما ينقصه")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: ArticleModelAdmin) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _condition) in LACKING.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        asked = LACKING.get(self.value() or "")
        return queryset.filter(asked[1]) if asked else queryset
