"""Saved searches, and the addresses that are told of new articles in them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """What a link in a mail carries: who has it may confirm or end, and nothing else."""
    return secrets.token_urlsafe(24)


class Subscriber(models.Model):
    """An address that asked to be told."""

    email = models.EmailField(_("البريد"), unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=40, unique=True, default=new_secret, editable=False)
    language = models.CharField(max_length=10, default="ar")  # of what is sent
    created_at = models.DateTimeField(default=timezone.now)
    # Who is sending to it, since when; a sender that died is passed over after a while.
    claimed_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)  # mails in a row that could not be sent
    not_before = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("مشترك")
        verbose_name_plural = _("المشتركون")

    def __str__(self) -> str:
        return self.email


class SavedSearch(models.Model):
    """A search whose new articles a subscriber is told of. ``query`` are its parameters, as in an address.

    Articles that became public up to ``told_until`` have been told of, or were there before.
    """

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", _("فور وصوله")
        DAILY = "daily", _("مرّة في اليوم")
        WEEKLY = "weekly", _("مرّة في الأسبوع")

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="searches")
    query = models.TextField()
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.DAILY)
    key = models.CharField(max_length=40, unique=True, default=new_secret, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)  # when the link that confirms was sent last
    told_until = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(default=timezone.now)  # when it was last looked for news of it
    # Up to when a mail tells that was begun, and is not known to have gone: it is sent again as it was.
    attempted_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("بحث محفوظ")
        verbose_name_plural = _("أبحاث محفوظة")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["subscriber", "query"], name="search_saved_once")]

    def __str__(self) -> str:
        return self.query
