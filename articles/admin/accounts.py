"""People and their roles. Who is no superuser gives roles and nothing beyond, and to superusers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import ReadOnlyPasswordHashWidget, UserChangeForm
from django.contrib.auth.models import Group, User
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.access import roles
from articles.admin.archive import named_alone
from articles.admin.cells import Moments, moment_cell
from articles.models import Collection
from articles.web.site.admin_site import EmptyForms

admin.site.unregister([User, Group])

BEYOND_ROLES = ("is_superuser",)


if TYPE_CHECKING:
    UserModelAdmin = UserAdmin[User]
    AccountChangeForm = UserChangeForm[User]
else:
    UserModelAdmin = UserAdmin
    AccountChangeForm = UserChangeForm


class PasswordState(ReadOnlyPasswordHashWidget):
    """Whether there is a password, and nothing of what is kept of it, in a ``div``: which HTML has no
    ``disabled`` for."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].pop("disabled", None)
        if any("value" in entry for entry in context["summary"]):
            context["summary"] = [{"label": _("مضبوطة")}]
        return context


class RoleFilter(admin.RelatedFieldListFilter):
    """By role or group of readers, by the names that they have for people."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(group.pk), roles.label(group)) for group in Group.objects.order_by("name")]


class AccountForm(AccountChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget = PasswordState()


MOMENTS: Any = (moment_cell(User, "last_login"), moment_cell(User, "date_joined"))


@admin.register(User)
class AccountAdmin(Moments, EmptyForms, UserModelAdmin):
    form = AccountForm
    list_display = ["username", "email", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", ("groups", RoleFilter)]
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("صاحب الحساب"), {"fields": ("first_name", "last_name", "email")}),
        (_("ما يحقّ له"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("متى"), {"fields": MOMENTS}),
    )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = CheckboxSelectMultiple  # there are a handful of roles
        return roles.by_names(super().formfield_for_manytomany(db_field, request, **kwargs))

    @admin.display(description=_("الأدوار"))
    def role_names(self, user: User) -> str:
        return "، ".join(roles.label(group) for group in user.groups.all())

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        beyond = () if request.user.is_superuser else BEYOND_ROLES
        return [*super().get_readonly_fields(request, obj), *MOMENTS, *beyond]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_within_reach(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The account alone: what its owner noted and gathered goes with it, and is not shown to who asks."""
        rows, counts, perms, protected = super().get_deleted_objects(objs, request)
        return named_alone(
            self.model, (rows, counts, perms - {str(Collection._meta.verbose_name)}, protected)
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A role that works in the administration lets into it."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        if not user.is_staff and any(roles.is_staff(group.name) for group in user.groups.all()):
            user.is_staff = True
            user.save(update_fields=["is_staff"])

    def get_actions(self, request: HttpRequest) -> Any:
        """Deleting many at once would ask of nobody whether they are within reach."""
        actions = super().get_actions(request)
        if not request.user.is_superuser:
            actions.pop("delete_selected", None)
        return actions


def _is_within_reach(request: HttpRequest, user: Any) -> bool:
    """Whether who asks may change an account: a superuser's is changed by superusers alone."""
    return bool(request.user.is_superuser or user is None or not user.is_superuser)


@admin.register(Group)
class ReadersAdmin(GroupAdmin):
    """Groups of readers beside the roles. What a role may do is decided by the program."""

    list_display = ["shown_name"]

    @admin.display(description=_("الاسم"), ordering="name")
    def shown_name(self, group: Group) -> str:
        return roles.label(group)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [] if request.user.is_superuser else ["permissions"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_role(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_role(obj)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def _is_role(group: Any) -> bool:
    return group is not None and group.name in roles.ALL
