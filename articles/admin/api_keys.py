"""Keys for programs: made, shown once, looked at and revoked. What a key has done is in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.cells import Moments, moment_cell
from articles.editing import audit
from articles.models import ApiKey
from articles.web.site.admin_site import EmptyForms, name_day_and_hour

if TYPE_CHECKING:
    KeyModelAdmin = admin.ModelAdmin[ApiKey]
    KeyModelForm = forms.ModelForm[ApiKey]
else:
    KeyModelAdmin = admin.ModelAdmin
    KeyModelForm = forms.ModelForm


class ApiKeyForm(KeyModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("الصلاحيات"),
        choices=ApiKey.Scope.choices,
        initial=[ApiKey.Scope.READ],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ApiKey
        fields = ("name", "user", "scopes", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_day_and_hour(self.fields.get("expires_at"))


@admin.register(ApiKey)
class ApiKeyAdmin(Moments, EmptyForms, KeyModelAdmin):
    form = ApiKeyForm
    list_display = (
        "name",
        "user",
        "hint",
        "scope_names",
        "created_at",
        "last_used_at",
        "expires_at",
        "holds",
    )
    list_filter = ("user",)
    list_select_related = ("user",)
    actions = ("revoke",)

    def get_readonly_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        """Of a key that is being made there is nothing to say yet."""
        times = ("created_at", "last_used_at", "revoked_at")
        return ("hint", *(moment_cell(ApiKey, name) for name in times)) if obj else ()

    @admin.display(description=_("الصلاحيات"))
    def scope_names(self, key: ApiKey) -> str:
        labels = dict(ApiKey.Scope.choices)
        return "، ".join(str(labels.get(scope, scope)) for scope in key.scopes)

    @admin.display(description=_("صالح"), boolean=True)
    def holds(self, key: ApiKey) -> bool:
        return key.is_valid(timezone.now()) and key.user.is_active

    @admin.action(description=_("إلغاء المفاتيح المختارة"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset.filter(revoked_at=None):
            key.revoked_at = timezone.now()
            key.save(update_fields=["revoked_at"])
            audit.record(audit.Action.ACCOUNT, kind="api_key", row_id=key.pk, revoked=key.name)

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if not change:
            obj.letters = obj.renew()  # type: ignore[attr-defined]  # of this request alone
        super().save_model(request, obj, form, change)
        audit.record(audit.Action.ACCOUNT, kind="api_key", row_id=obj.pk, key=obj.name, scopes=obj.scopes)

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: Any = None) -> HttpResponse:
        """The key, for the only time."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("مفتاح جديد"),
            "opts": self.opts,
            "key": obj,
            "letters": obj.letters,  # type: ignore[attr-defined]
        }
        return render(request, "admin/api_key.html", context)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Who is no superuser gives no key that acts as one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "user" and field and field.queryset and not request.user.is_superuser:
            field.queryset = field.queryset.filter(is_superuser=False)
        return field

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        reaches = obj is None or request.user.is_superuser or not obj.user.is_superuser
        return super().has_change_permission(request, obj) and reaches

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """A key is revoked: whose it was stays known."""
        return False
