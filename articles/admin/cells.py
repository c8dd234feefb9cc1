"""What a row of the administration's list of articles shows, and its filter by what a row lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
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


def headline(article: Article) -> SafeString:
    """The title, which leads to the editor, over source and date; what is missing is said in its place."""
    source = format_html("<b><bdi>{}</bdi></b>", article.source) if article.source else _lack(_("بلا مصدر"))
    written = formatting.date_text(article.published, digits=Preferences().interface_digits)
    parts = [source, written or _lack(_("بلا تاريخ"))]
    if article.sample:
        parts.append(_("من العيّنة"))
    line = format_html_join(" · ", "{}", ((part,) for part in parts))
    title = article.title or _("بلا عنوان")
    editor = reverse("upload-article", args=[article.pk])
    return format_html('<a class="headline" href="{}">{}</a><span class="of">{}</span>', editor, title, line)


def _lack(words: str) -> SafeString:
    return format_html('<span class="lack">{}</span>', words)


def state(article: Article) -> SafeString:
    """The status as a badge."""
    kind = BADGES.get(Article.Status(article.status), "")
    return format_html('<span class="badge {}">{}</span>', kind, article.get_status_display())


def edited_at(article: Article) -> SafeString:
    """The day and time of the last change, in one line."""
    local = localtime(article.updated_at)
    return format_html(
        '<time datetime="{}"><bdi>{}</bdi></time>', local.isoformat("T", "seconds"), f"{local:%Y-%m-%d %H:%M}"
    )


class LacksFilter(admin.SimpleListFilter):
    """Articles without a date, a source, an author or tags."""

    title = gettext_lazy("ما ينقصه")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: ArticleModelAdmin) -> list[tuple[str, Any]]:
        return [(name, label) for name, (label, _condition) in LACKING.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        asked = LACKING.get(self.value() or "")
        return queryset.filter(asked[1]) if asked else queryset
