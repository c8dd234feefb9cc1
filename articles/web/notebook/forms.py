"""What a note is written with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.annotations.anchoring import Quote
from articles.annotations.notes import MAX_EXACT, MAX_TEXT, Draft
from articles.models.annotations import CONTEXT


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "field", "rows": rows, "dir": "auto"})


class NoteForm(forms.Form):
    """Words and a text are typed; what stands around the words comes with them from a selection."""

    exact = forms.CharField(
        label=_("الكلمات"), required=False, max_length=MAX_EXACT, strip=False, widget=_area(2)
    )
    text = forms.CharField(label=_("ملاحظتك"), required=False, max_length=MAX_TEXT, widget=_area(3))
    before = forms.CharField(required=False, max_length=CONTEXT, strip=False, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=CONTEXT, strip=False, widget=forms.HiddenInput)
    start = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Several forms of a page have such fields: none has an id that another has.
        super().__init__(*args, **{"auto_id": "new-%s", "label_suffix": ""} | kwargs)

    def draft(self) -> Draft:
        """The note of a form that is valid."""
        data = self.cleaned_data
        words = data["exact"].replace("\r\n", "\n")
        return Draft(Quote(words, data["before"], data["after"], data["start"]), data["text"])
