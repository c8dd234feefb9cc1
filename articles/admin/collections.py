"""Collections in the administration: those that are shared, and which of them the archive lists. A private
one is its owner's: it is not here, whoever looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.cells import Moments, badge_if, number
from articles.collections import editing
from articles.models import Collection
from articles.web.site.admin_site import NotEdited

if TYPE_CHECKING:
    CollectionModelAdmin = admin.ModelAdmin[Collection]
else:
    CollectionModelAdmin = admin.ModelAdmin


@admin.register(Collection)
class CollectionAdmin(Moments, NotEdited, CollectionModelAdmin):
    list_display = ("heading", "byline", "audience", "size", "is_listed", "updated_at")
    list_display_links = None
    list_filter = ("audience",)
    search_fields = ("title", "byline")
    actions = ("list_them", "unlist")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return Collection.objects.shared().with_size()

    @admin.display(description=_("المجموعة"), ordering="title")
    def heading(self, row: Collection) -> SafeString:
        return format_html('<a class="headline" href="{}">{}</a>', row.get_absolute_url(), row.title)

    @admin.display(description=_("عدد المقالات"))
    def size(self, row: Any) -> str:
        return number(row.size)

    @admin.display(description=_("مدرجة"), empty_value="")
    def is_listed(self, row: Collection) -> str:
        return badge_if(row.is_listed, _("مدرجة"))

    @admin.action(description=_("أدرِج المختارة في القائمة"))
    def list_them(self, request: HttpRequest, queryset: QuerySet[Collection]) -> None:
        rows = [row for row in queryset if row.is_awaiting]
        for row in rows:
            editing.decide(row, listed=True)
        self.message_user(request, _("عدد ما أُدرج: %s") % number(len(rows)), messages.SUCCESS)

    @admin.action(description=_("أخرِج المختارة من القائمة"))
    def unlist(self, request: HttpRequest, queryset: QuerySet[Collection]) -> None:
        rows = [row for row in queryset if row.is_listed]
        for row in rows:
            editing.decide(row, listed=False)
        self.message_user(request, _("عدد ما أُخرج: %s") % number(len(rows)), messages.SUCCESS)

    def get_actions(self, request: HttpRequest) -> Any:
        return super().get_actions(request) if request.user.has_perm(editing.PERMISSION) else {}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A collection is its owner's to delete, and goes with their account."""
        return False
