"""Readers' notes: words of an article that somebody marked, and what they wrote beside them."""

from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.archive import Article

CONTEXT: Final = 32  # characters before and after the words, by which they are found again


class Note(models.Model):
    """A mark on words of an article, a text about them, or both; without words it is about the whole article.

    The words are known by themselves and what stands around them (``exact``, ``prefix``, ``suffix``: the
    W3C's TextQuoteSelector); ``start`` is where they were, a hint alone (articles.annotations.anchoring). A
    note is its reader's own: nobody else sees it, it goes with the account, and with the article that it
    quotes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="notes")
    # Made where the note was: one that was written in a browser keeps it in the account.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    start = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("ملاحظة قارئ")
        verbose_name_plural = _("ملاحظات القرّاء")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="note_once")]

    def __str__(self) -> str:
        return f"#{self.pk}"
