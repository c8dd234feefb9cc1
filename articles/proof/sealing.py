"""Once a day, what came in since the last seal is sealed: originals, uploaded files, the audit trail."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from articles.indexing.locks import lock
from articles.logs.measure import measured
from articles.models import AuditEntry, ImportedFile, Original, Seal, SealedItem
from articles.proof import merkle, timestamps
from articles.search.errors import IndexBusy

log = logging.getLogger(__name__)

LOCK: Final = "seal.lock"
MAX_ITEMS: Final = 1_000_000  # of one seal: 150 MB while it is made; the rest is sealed the next day
_READ: Final = 2_000
Kind = SealedItem.Kind
Item = tuple[str, int, str]  # kind, row, SHA-256


def seal_when_due() -> None:
    """Seal when today (UTC) has no seal yet and something came in. A time stamp that could not be had is
    asked for again."""
    with suppress(IndexBusy), lock(LOCK):
        today = timezone.now().date()
        if not Seal.objects.filter(day__gte=today).exists():
            make_seal(today)
        timestamps.stamp_unstamped()


def make_seal(day: date) -> Seal | None:
    """Seal all that is not sealed yet; None when there is nothing."""
    with measured(log, "sealed", day=str(day)) as fields, transaction.atomic():
        items = list(islice(_unsealed(), MAX_ITEMS))
        fields["items"] = len(items)
        if not items:
            return None
        last = Seal.objects.order_by("-day").first()
        root, previous = merkle.root([merkle.leaf(*item) for item in items]), last.digest if last else ""
        seal = Seal.objects.create(
            day=day, root=root, previous=previous, digest=merkle.seal(str(day), root, previous)
        )
        rows = (
            SealedItem(seal=seal, position=position, kind=kind, row_id=row_id, sha256=sha256)
            for position, (kind, row_id, sha256) in enumerate(items)
        )
        SealedItem.objects.bulk_create(rows, batch_size=400)
    return seal


def _unsealed() -> Iterator[Item]:
    originals = Original.objects.exclude(article__raw_hash="").annotate(sha256=F("article__raw_hash"))
    for pk, sha256 in _new(originals, Kind.ORIGINAL).values_list("pk", "sha256").iterator(chunk_size=_READ):
        yield Kind.ORIGINAL.value, pk, sha256
    uploads = ImportedFile.objects.exclude(sha256="").exclude(file="")
    for pk, sha256 in _new(uploads, Kind.UPLOAD).values_list("pk", "sha256").iterator(chunk_size=_READ):
        yield Kind.UPLOAD.value, pk, sha256
    for entry in _new(AuditEntry.objects.all(), Kind.AUDIT, by_hash=False).iterator(chunk_size=_READ):
        yield Kind.AUDIT.value, entry.pk, hash_of_entry(entry)


def _new(rows: QuerySet[Any], kind: str, *, by_hash: bool = True) -> QuerySet[Any]:
    sealed = SealedItem.objects.filter(kind=kind, row_id=OuterRef("pk"))
    if by_hash:
        sealed = sealed.filter(sha256=OuterRef("sha256"))
    return rows.filter(~Exists(sealed)).order_by("pk")


def hash_of_entry(entry: AuditEntry) -> str:
    """The SHA-256 of an entry of the audit trail as it is exported."""
    values = [
        entry.pk, entry.at.isoformat(), entry.action, entry.user_id, entry.user_name, entry.address,
        entry.kind, entry.row_id, entry.values,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
