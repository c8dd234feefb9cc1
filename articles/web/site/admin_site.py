"""The administration as a whole: its titles, and what is sent to it that names no row."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from articles.web.site.converters import is_id


class ArchiveAdminConfig(AdminConfig):
    default_site = "articles.web.site.admin_site.ArchiveAdminSite"


class ArchiveAdminSite(admin.AdminSite):
    site_header = site_title = _("إدارة الأرشيف")
    index_title = _("لوحة الإدارة")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of every model, without the values over which Django's own pages fail."""

        @wraps(view)
        def with_sound_values(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            request.GET, request.POST = _sound(request.GET), _sound(request.POST)  # type: ignore[assignment]
            return view(request, *args, **kwargs)

        return super().admin_view(with_sound_values, cacheable)

    def get_urls(self) -> list[Any]:
        route = "r/<path:content_type_id>/<path:object_id>/"
        return [path(route, self.admin_view(self.page_view), name="view_on_site"), *super().get_urls()]

    def page_view(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """To the page of a row, for who sees the row here: Django's own leads everybody to any row's, whose
        address tells its title, and fails over what is no key."""
        from django.contrib.contenttypes.models import (
            ContentType,
        )  # no model is there yet when the site is made

        kind = ContentType.objects.filter(pk=content_type_id).first() if is_id(content_type_id) else None
        model = kind.model_class() if kind else None
        admin_: Any = self._registry.get(model) if model else None
        row = admin_.get_object(request, object_id) if admin_ else None
        if row is None or not admin_.has_view_or_change_permission(request, row):
            raise Http404
        if not hasattr(row, "get_absolute_url"):
            raise Http404
        return redirect(row.get_absolute_url())


def _sound(fields: QueryDict) -> QueryDict:
    """Of the rows that an action was chosen for, what is no number names none; a field without a name, by
    which a row is to be looked for, is none."""
    rows, by = ACTION_CHECKBOX_NAME in fields, fields.get(TO_FIELD_VAR) == ""
    if not rows and not by:
        return fields
    fields = fields.copy()
    if rows:
        fields.setlist(ACTION_CHECKBOX_NAME, ids_among(fields.getlist(ACTION_CHECKBOX_NAME)))
    if by:
        del fields[TO_FIELD_VAR]
    return fields


def ids_among(values: Iterable[Any]) -> list[str]:
    return [str(value) for value in values if is_id(str(value))]


def name_day_and_hour(field: forms.Field | None) -> None:
    """Name the two inputs of a time in a form, which the label of both names neither of."""
    if field and isinstance(field.widget, forms.MultiWidget):
        for part, label in zip(field.widget.widgets, (_("اليوم"), _("الساعة")), strict=True):
            part.attrs["aria-label"] = f"{field.label}: {label}"


class EmptyForms:
    """For a model's administration: an address fills in no form, because Django's widgets fail over what is
    no date and no number."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {}


class NotEdited:
    """For the administration of a model whose rows nobody writes by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(NotEdited):
    """And deletes by hand."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _RowsAlone(AutocompleteMixin):
    """A form that is shown again with something else than a row's number shows nothing for it: the field's
    error says what was wrong."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        groups = super().optgroups(name, ids_among(value), attr)
        for group in groups:
            for option in group[1]:
                option["label"] = option["label"] or "—"  # no row; HTML wants a text
        return groups


class RowSelect(_RowsAlone, AutocompleteSelect):
    """One row, found by typing."""


class RowsSelect(_RowsAlone, AutocompleteSelectMultiple):
    """Several rows, found by typing."""
