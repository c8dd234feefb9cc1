"""What is set for many files of a batch at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.importing.corrections import FIELDS, Correction
from articles.web.site.form_fields import LinesField, PartialDateField


class TogetherForm(forms.Form):
    """One field, and what it is to be; the others are not looked at."""

    field = forms.ChoiceField(choices=[(name, name) for name in FIELDS])
    source = forms.CharField(label=_("المصدر"), max_length=200, required=False)
    published = PartialDateField(label=_("التاريخ"), required=False)
    tags = LinesField(label=_("الوسوم"), required=False)
    section = forms.CharField(label=_("القسم"), max_length=100, required=False)
    missing_only = forms.BooleanField(label=_("لا تغيّر ما هو معروف"), required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        name = data.get("field", "")
        if name in FIELDS and name not in self.errors and not data.get(name):
            self.add_error(name, _("اكتب ما تضبطه."))
        return data

    @property
    def correction(self) -> Correction:
        data = self.cleaned_data
        name = data["field"]
        values = tuple(data[name]) if name == "tags" else (data[name],)
        return Correction(name, values, data["missing_only"] and name != "tags")
