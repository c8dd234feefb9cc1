"""Large exports: files that the worker makes for whoever asked, to be taken within days."""

from __future__ import annotations

import logging
from array import array
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.alerts import new_secret
from articles.models.archive import Article
from articles.models.packing import unpacked_ids

log = logging.getLogger(__name__)

# Above it, who is signed in gets a file instead of a stream: that is where a stream takes more than a few
# seconds of one of the eight threads, and a line that breaks costs more than asking once again.
LARGE_EXPORT: Final = 5_000  # articles
EXPIRES: Final = timedelta(days=7)


class Export(models.Model):
    """A search as a file. ``query`` are its parameters, as in an address; ``articles`` counts those in the
    file, or those that it has so far."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("قيد الإعداد")
        READY = "ready", _("جاهز")
        FAILED = "failed", _("لم يتمّ")
        OUTDATED = "outdated", _("تغيّر ما فيه")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    query = models.TextField()
    format = models.CharField(max_length=10)
    site = models.CharField(max_length=300)  # the archive's address, for the addresses in the file
    language = models.CharField(max_length=10, default="ar")
    key = models.CharField(max_length=40, unique=True, default=new_secret, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)  # articles found when it was asked for
    articles = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)  # bytes
    packed_ids = models.BinaryField(default=b"")  # of the articles in the file

    class Meta:
        verbose_name = _("تصدير")
        verbose_name_plural = _("تصديرات")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def path(self) -> Path:
        """Where the file lies when it is ready; its name tells nobody of what is in it."""
        return Path(settings.EXPORT_DIR) / self.key

    @property
    def expires_at(self) -> datetime:
        return (self.finished_at or self.created_at) + EXPIRES

    @property
    def is_sound(self) -> bool:
        """Whether the file is there, and the present reader may still read every article in it."""
        try:
            ids = unpacked_ids(self.packed_ids)
        except ValueError:
            log.exception("the numbers of the articles in export %s are damaged", self.pk)
            return False
        return self.path.is_file() and all_public(ids)

    def discard(self) -> None:
        """Delete the file: something in it is no more for whom it was made."""
        self.path.unlink(missing_ok=True)
        Export.objects.filter(pk=self.pk).update(status=self.Status.OUTDATED, packed_ids=b"", size=0)


def all_public(ids: array[int]) -> bool:
    """Whether the present reader sees every one of these articles. It asks for the numbers of all published
    ones, which an index holds without their texts: 20,000 in some 30 ms."""
    left = set(ids)
    for pk in Article.objects.published().order_by().values_list("pk", flat=True).iterator(chunk_size=5_000):
        left.discard(pk)
    return not left


def discard_outdated() -> None:
    """Delete the files that hold an article which nobody may read any more."""
    for export in Export.objects.filter(status=Export.Status.READY):
        if not export.is_sound:
            export.discard()
