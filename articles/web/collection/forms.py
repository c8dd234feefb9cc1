"""What a collection says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from articles.collections.editing import Words
from articles.models import Collection

if TYPE_CHECKING:
    CollectionModelForm = forms.ModelForm[Collection]
else:
    CollectionModelForm = forms.ModelForm


class CollectionForm(CollectionModelForm):
    class Meta:
        model = Collection
        fields = ("title", "description", "byline", "audience")
        widgets: ClassVar[dict[str, Any]] = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "audience": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        for name in ("title", "description", "byline"):
            self.fields[name].widget.attrs |= {"class": "field", "dir": "auto"}

    def words(self) -> Words:
        """What a valid form says."""
        return Words(**{name: self.cleaned_data[name] for name in self.Meta.fields})
