"""What is asked of who saves a search."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import SavedSearch


class SaveForm(forms.Form):
    email = forms.EmailField(
        label=_("بريدك"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "field", "dir": "ltr", "autocomplete": "email"}),
    )
    frequency = forms.ChoiceField(
        label=_("متى نخبرك بالجديد"),
        choices=SavedSearch.Frequency.choices,
        initial=SavedSearch.Frequency.DAILY,
        widget=forms.Select(attrs={"class": "field"}),
    )
