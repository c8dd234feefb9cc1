"""Keys by which programs write and read as a user, and what they have done, so that nothing is done twice."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.json_fields import TextsField

PREFIX = "na_"  # by which a key is recognised where it should not be: in code, in a log


class ApiKey(models.Model):
    """A key acts as its user, within its scopes. Only its hash is stored: it is random and long, so that a
    fast hash will do."""

    class Scope(models.TextChoices):
        READ = "read", _("القراءة، والأرشيف مغلق أيضًا")
        CREATE = "create", _("إضافة مقالات")
        UPDATE = "update", _("تعديل مقالات")
        WITHDRAW = "withdraw", _("سحب مقالات")
        UPLOAD = "upload", _("رفع ملفّات")

    name = models.CharField(_("الاسم"), max_length=100, help_text=_("البرنامج الذي يستعمله"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("المستخدم"),
        on_delete=models.CASCADE,
        related_name="api_keys",
        help_text=_("يعمل المفتاح باسمه، وفي حدود دوره"),
    )
    scopes = TextsField(_("الصلاحيات"), default=list)
    hint = models.CharField(_("أوّله"), max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("أُنشئ في"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("ينتهي في"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("آخر استعمال"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("أُلغي في"), null=True, editable=False)

    class Meta:
        verbose_name = _("مفتاح برمجة")
        verbose_name_plural = _("مفاتيح البرمجة")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name

    def renew(self) -> str:
        """Give it new letters, which are returned and stored nowhere."""
        key = PREFIX + secrets.token_urlsafe(30)
        self.hint, self.digest = key[:9], digest_of(key)
        return key

    def is_valid(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


def digest_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class IdempotentRequest(models.Model):
    """What a request with an ``Idempotency-Key`` was answered, for a day: asked again, it is told again."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    request = models.CharField(max_length=64)  # the hash of what was asked
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    location = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="idempotent_request")]

    def __str__(self) -> str:
        return self.name
