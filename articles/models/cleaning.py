"""Cleaning rules that people make of a line, and what each changed, so that it can be undone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article, Source
from articles.models.packing import unpacked


class SourceRule(models.Model):
    """What a line is in all articles of a source (:mod:`articles.ingest.clean.line_rules`).

    It holds for what is imported from the moment that it is being applied until it is being undone.
    """

    class Status(models.TextChoices):
        APPLYING = "applying", _("تُطبَّق")
        APPLIED = "applied", _("مطبَّقة")
        UNDOING = "undoing", _("يُتراجع عنها")
        UNDONE = "undone", _("تُراجع عنها")

    source = models.ForeignKey(
        Source, verbose_name=_("المصدر"), on_delete=models.CASCADE, related_name="cleaning_rules"
    )
    line = models.TextField(_("السطر"))  # as it stands in the article that it was made of
    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=8)
    place = models.IntegerField()
    status = models.CharField(_("الحالة"), max_length=10, choices=Status, default=Status.APPLYING)
    created_at = models.DateTimeField(_("التاريخ"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("المستخدم"), null=True, blank=True, on_delete=models.SET_NULL
    )
    reached = models.BigIntegerField(default=0, editable=False)  # the last article that was looked at
    looked_at = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)  # articles to look at when it was made
    changed = models.PositiveIntegerField(default=0)

    HOLDS = (Status.APPLYING, Status.APPLIED)

    class Meta:
        verbose_name = _("قاعدة تنظيف")
        verbose_name_plural = _("قواعد التنظيف")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.line[:80]

    def get_absolute_url(self) -> str:
        return reverse("upload-rule", args=[self.pk])

    @property
    def is_working(self) -> bool:
        return self.status in {self.Status.APPLYING, self.Status.UNDOING}


class RuleEffect(models.Model):
    """The fields of an article that a rule changed: their values before it and after it."""

    rule = models.ForeignKey(SourceRule, on_delete=models.CASCADE, related_name="effects")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    packed = models.BinaryField()  # JSON, compressed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "article"], name="one_effect_an_article")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.article_id}"

    @property
    def values(self) -> dict[str, Any]:
        """``{"before": {field: value}, "after": {field: value}}``"""
        return unpacked(self.packed)
