"""Form fields for what the models keep in ways of their own: lists of names, dates of any precision."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from articles.arabic.dates.parser import parse_date
from articles.web.i18n.formatting import date_text
from articles.web.i18n.languages import current_language

_STORED_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")


class LinesField(forms.Field):
    """A list of names as lines of text."""

    widget = forms.Textarea(attrs={"rows": 2, "dir": "auto"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        ProhibitNullCharactersValidator()("\n".join(lines))
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


class PartialDateField(forms.CharField):
    """A date as people write it, in any month vocabulary and calendar; kept as ``2021-09-09`` or shorter."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unread": _("لم يُفهم هذا التاريخ. اكتبه هكذا: 2021-09-14 أو ١٤ أيلول ٢٠٢١ أو أيلول ٢٠٢١ أو ٢٠٢١.")
    }

    def prepare_value(self, value: Any) -> Any:
        """In words; what was typed and not understood stays as it was typed."""
        if not isinstance(value, str) or not _STORED_DATE.fullmatch(value):
            return value
        if parse_date(value) is None:  # 2021-13-40: it looks like a date and is none
            return value
        return date_text(value, digits=current_language().digits)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        found = parse_date(text) if text else None
        if text and found is None:
            raise forms.ValidationError(self.error_messages["unread"], code="unread")
        return str(found or "")
