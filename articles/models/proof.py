"""The seals: one a day over the hashes of all that came in, each bound to the one before it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Seal(models.Model):
    """The Merkle root of what was sealed on a day. ``digest`` binds the day, its root and the digest before:
    nobody can change what an earlier day held without changing every digest since."""

    day = models.DateField(unique=True)
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)  # digest of the seal before; empty for the first
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    timestamp = models.BinaryField(default=b"")  # a time-stamp response (RFC 3161) over the digest, by choice

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return str(self.day)


class SealedItem(models.Model):
    """A leaf: something that had this SHA-256 when its day was sealed. It outlives what it tells of."""

    class Kind(models.TextChoices):
        ORIGINAL = "original"  # of an article
        UPLOAD = "upload"
        AUDIT = "audit"

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    row_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["kind", "row_id"], name="sealed_item_of_row")]
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="one_item_a_position")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
