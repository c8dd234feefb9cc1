"""A form that does not overwrite what another has saved since it was opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.models import Article

if TYPE_CHECKING:
    ArticleModelForm = forms.ModelForm[Article]
else:
    ArticleModelForm = forms.ModelForm


class _Unlabelled(forms.HiddenInput):
    """A hidden field has no label: Django's administration writes one that leads nowhere."""

    def id_for_label(self, id_: str | None) -> str:
        return ""


class VersionedForm(ArticleModelForm):
    """A form of an article that remembers which version of it was seen.

    The view that saves it locks the article before it makes the form
    (:func:`articles.editing.articles.lock`).
    """

    version = forms.CharField(widget=_Unlabelled, required=False, label="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.updated_at.isoformat() if self.instance.pk else ""

    def clean_version(self) -> str:
        """Refuse to overwrite what another has saved meanwhile; sending the form again does it knowingly."""
        seen: str = self.cleaned_data["version"]
        present: str = self.initial["version"]
        if seen and seen != present:
            self.data = {**self.data, "version": present}
            raise forms.ValidationError(
                _("حُفظ المقال من مكان آخر وأنت تحرّره. ما كتبته ما زال أمامك؛ احفظه ثانية ليحلّ محلّه.")
            )
        return seen
