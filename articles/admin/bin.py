"""The bin of the administration: what was deleted is brought back from here, or deleted for good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.archive import named_alone
from articles.admin.cells import edited_at, headline, number
from articles.editing import articles, bin
from articles.models import Article, BinnedArticle
from articles.models.archive import is_visible
from articles.web.site.admin_site import NotEdited

if TYPE_CHECKING:
    BinnedModelAdmin = admin.ModelAdmin[BinnedArticle]
else:
    BinnedModelAdmin = admin.ModelAdmin


@admin.register(BinnedArticle)
class BinAdmin(NotEdited, BinnedModelAdmin):
    list_display = ["headline", "edited_at"]
    list_select_related = ["source"]
    list_display_links = None
    search_fields = ["title"]
    fields = ["title", "subtitle", "body", "source", "authors", "published", "section", "url"]
    show_full_result_count = False
    actions = ["take_out"]
    delete_selected_confirmation_template = "admin/delete_binned.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[BinnedArticle]:
        rows = super().get_queryset(request)
        return rows.filter(is_visible(), status=Article.Status.DELETED)

    @admin.display(description=_("المقال"), ordering="title")
    def headline(self, row: BinnedArticle) -> SafeString:
        return headline(row, "admin:articles_binnedarticle_change")

    @admin.display(description=_("حُذف في"), ordering="updated_at")
    def edited_at(self, row: BinnedArticle) -> SafeString:
        return edited_at(row)

    @admin.action(description=_("أعد المختار إلى مكانه"))
    def take_out(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        count = bin.take_out(Article.objects.filter(pk__in=queryset.values("pk")))
        self.message_user(request, _("عدد ما عاد من السلّة: %s") % number(count), messages.SUCCESS)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return named_alone(self.model, super().get_deleted_objects(objs, request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[BinnedArticle]) -> None:
        articles.delete(Article.objects.filter(pk__in=list(queryset.values_list("pk", flat=True))))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.delete_article")

    has_delete_permission = has_view_permission
