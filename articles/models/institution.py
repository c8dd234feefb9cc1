"""Which account a person of the institution has here (see :mod:`articles.access.institution`)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class InstitutionIdentity(models.Model):
    """A person as the institution's provider names them: its address, and the name that it never gives to
    anybody else. E-mail addresses and user names change owners; these do not."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("هويّة في المؤسّسة")
        verbose_name_plural = _("هويّات في المؤسّسة")
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="institution_subject")]

    def __str__(self) -> str:
        return f"{self.subject} ({self.issuer})"
