"""What was changed, by whom, when and why; and the audit trail, which holds no text of an article."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.corrections import BulkCorrection
from articles.models.imports import Import
from articles.models.json_fields import MapField
from articles.models.packing import unpacked

log = logging.getLogger(__name__)


class Change(models.Model):
    """One change of an article, a source or a tag, with what it was before. Rows outlive what they tell of,
    so that it can be brought back; an article that is deleted for good takes its own along."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("مقال")
        SOURCE = "source", _("مصدر")
        TAG = "tag", _("وسم")

    class Action(models.TextChoices):
        EDITED = "edited", _("حُرّر")
        STATUS = "status", _("تغيّرت حالته")
        RESTORED = "restored", _("أُعيد إلى ما كان عليه")
        BINNED = "binned", _("نُقل إلى السلّة")
        MERGED = "merged", _("دُمج في غيره")
        DELETED = "deleted", _("حُذف")

    kind = models.CharField(max_length=10, choices=Kind)
    row_id = models.BigIntegerField()
    action = models.CharField(_("ما جرى"), max_length=10, choices=Action)
    at = models.DateTimeField(_("الوقت"), default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("المستخدم"), null=True, on_delete=models.SET_NULL
    )
    user_name = models.CharField(max_length=150, blank=True)  # stays when the account goes
    reason = models.CharField(_("السبب"), max_length=300, blank=True)
    batch = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL)
    correction = models.ForeignKey(
        BulkCorrection, null=True, on_delete=models.SET_NULL, related_name="changes"
    )
    before = models.CharField(max_length=100, blank=True)  # of a status, or the name of what was merged
    after = models.CharField(max_length=100, blank=True)
    packed = models.BinaryField(default=b"")  # what it was before: JSON; empty when that did not change

    class Meta:
        verbose_name = _("تعديل")
        verbose_name_plural = _("تاريخ التعديل")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "row_id"], name="change_of_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"

    @property
    def state(self) -> dict[str, Any] | None:
        """What it was before; None when the change left its content alone, and when the row is damaged."""
        try:
            return unpacked(self.packed) if self.packed else None
        except ValueError:
            log.exception("change %s cannot be read", self.pk)
            return None


class AppendOnly(Exception):
    """Entries of the audit trail are neither changed nor deleted."""


class _Entries(models.QuerySet["AuditEntry"]):
    def update(self, **values: Any) -> NoReturn:
        raise AppendOnly

    def delete(self) -> NoReturn:
        raise AppendOnly

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        raise AppendOnly


class AuditEntry(models.Model):
    """Something that somebody did, for whoever must answer for the archive. Only ever added."""

    class Action(models.TextChoices):
        SIGNED_IN = "signed_in", _("دخل")
        SIGN_IN_FAILED = "refused", _("محاولة دخول فاشلة")
        UPLOADED = "uploaded", _("رفع ملفّات")
        IMPORTED = "imported", _("استورد ملفّات")
        STATUS = "status", _("غيّر حالة مقالات")
        UNDONE = "undone", _("تراجع عن دفعة")
        BINNED = "binned", _("نقل إلى السلّة")
        UNBINNED = "unbinned", _("أعاد من السلّة")
        DELETED = "deleted", _("حذف نهائيًّا")
        ERASED = "erased", _("محا بحكم القانون")
        MERGED = "merged", _("دمج")
        EXPORTED = "exported", _("صدّر")
        ROLES = "roles", _("غيّر أدوارًا")
        ACCOUNT = "account", _("غيّر حسابًا")
        LISTED = "listed", _("قرّر في إدراج مجموعة")

    at = models.DateTimeField(_("الوقت"), default=timezone.now, db_index=True)
    action = models.CharField(_("ما جرى"), max_length=10, choices=Action)
    # Not a reference: the entry stays as it was written when the account goes.
    user_id = models.BigIntegerField(null=True, blank=True)
    user_name = models.CharField(_("المستخدم"), max_length=150, blank=True)
    address = models.CharField(_("العنوان"), max_length=45, blank=True)
    kind = models.CharField(max_length=20, blank=True)  # of what it was done to
    row_id = models.BigIntegerField(null=True, blank=True)
    values = MapField(_("التفاصيل"), default=dict, blank=True)

    objects = _Entries.as_manager()

    class Meta:
        verbose_name = _("قيد في سجلّ الأعمال")
        verbose_name_plural = _("سجلّ الأعمال")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly


class Tombstone(models.Model):
    """Where an erased article was: that there was one, and why it went. Of its text nothing but hashes, by
    which a file that brings it again is refused."""

    article_id = models.BigIntegerField(unique=True)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300)
    is_public = models.BooleanField(default=True)  # whether readers had known of it, and so are told
    input_key = models.CharField(max_length=64, blank=True, db_index=True)
    raw_hash = models.CharField(max_length=64, blank=True, db_index=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"#{self.article_id}"
