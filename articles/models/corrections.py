"""A field that a person set in many articles at once: how far that is, and what takes it back."""

from __future__ import annotations

import logging
from array import array

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.imports import Import
from articles.models.json_fields import TextsField
from articles.models.packing import unpacked_ids

log = logging.getLogger(__name__)


class BulkCorrection(models.Model):
    """``field`` and ``values`` as in :class:`articles.importing.corrections.Correction`. Every change of an
    article that comes of it names it (:class:`articles.models.history.Change`)."""

    class Status(models.TextChoices):
        APPLYING = "applying", _("يُضبط")
        APPLIED = "applied", _("ضُبط")
        UNDOING = "undoing", _("يُتراجع عنه")
        UNDONE = "undone", _("تُراجع عنه")

    batches = models.ManyToManyField(Import, verbose_name=_("الدفعات"), related_name="corrections")
    field = models.CharField(max_length=20)
    values = TextsField(default=list)
    missing_only = models.BooleanField(default=True)
    drafts_only = models.BooleanField(default=False)  # whoever did it, or took it back, decides of no more
    status = models.CharField(_("الحالة"), max_length=10, choices=Status, default=Status.APPLYING)
    created_at = models.DateTimeField(_("التاريخ"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("المستخدم"), null=True, on_delete=models.SET_NULL
    )
    packed_ids = models.BinaryField(default=b"")  # of the articles to set it in
    reached = models.BigIntegerField(default=0)  # how many of them, or the last change that was taken back
    total = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("ضبط معًا")
        verbose_name_plural = _("ما ضُبط معًا")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("upload-correction", args=[self.pk])

    @property
    def ids(self) -> array[int]:
        """The articles to set it in; none when the row is damaged."""
        try:
            return unpacked_ids(self.packed_ids)
        except ValueError:
            log.exception("the numbers of the articles of correction %s are damaged", self.pk)
            return array("q")

    @property
    def is_working(self) -> bool:
        return self.status in {self.Status.APPLYING, self.Status.UNDOING}
