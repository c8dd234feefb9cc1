"""The form of a reviewed article."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.editing import names
from articles.editing.articles import Version, update
from articles.models import Article, Source, Tag
from articles.web.site.form_fields import LinesField, PartialDateField
from articles.web.site.versioned_form import VersionedForm

_EVIDENCE: Final = {"source_name": "source", "tag_names": "tags"}  # by what name that of a field is kept


class ReviewForm(VersionedForm):
    """What was understood of an article, to be corrected before it is published."""

    published = PartialDateField(label=_("التاريخ"), required=False)
    source_name = forms.CharField(label=_("المصدر"), max_length=200, required=False)
    authors = LinesField(label=_("الكتّاب"), required=False, help_text=_("كلّ اسم في سطر"))
    tag_names = LinesField(label=_("الوسوم"), required=False, help_text=_("كلّ وسم في سطر"))

    class Meta:
        model = Article
        fields = ["title", "subtitle", "published", "body", "authors", "dateline", "section", "url"]
        field_classes = {"url": partial(forms.URLField, assume_scheme="https")}
        labels = {"dateline": _("مكان الخبر")}
        help_texts = {"published": "", "body": _("سطر فارغ بين كلّ فقرتين؛ والعنوان الداخليّ سطر يبدأ بـ ##")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        article = self.instance
        self.initial["source_name"] = article.source.name if article.source else ""
        self.initial["tag_names"] = sorted(tag.name for tag in article.tags.all())
        self.fields["body"].required = True
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": "field", "dir": "ltr" if name == "url" else "auto"}

    def say_where_read(self, hints: Mapping[str, str]) -> None:
        """Under each field the words that say where it was read."""
        for name, field in self.fields.items():
            field.help_text = hints.get(_EVIDENCE.get(name, name), field.help_text)

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        return body.replace("\r\n", "\n").strip()

    def save(self, commit: bool = True) -> Article:
        """Save the article as corrected by hand, so that no later import or cleaning overwrites it."""
        article, data = self.instance, self.cleaned_data
        if "published" in self.changed_data:
            article.published_approximate, article.published_evidence = False, ""
        corrected = {_EVIDENCE.get(name, name) for name in self.changed_data}
        article.evidence = {name: seen for name, seen in article.evidence.items() if name not in corrected}
        article.edited = article.edited or bool(set(self.changed_data) - {"version"})
        with transaction.atomic():
            source = names.named(Source, [data["source_name"]])
            article.source = source.get(data["source_name"])
            update([Version(article, names.named(Tag, data["tag_names"]).values())])
        return article
