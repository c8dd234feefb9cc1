"""Are the seals what they were, and is everything what was sealed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, AuditEntry, ImportedFile, Seal, SealedItem
from articles.proof import merkle
from articles.proof.sealing import Kind, hash_of_entry

_READ = 2_000


@dataclass(frozen=True)
class Proof:
    """The way from an original's hash to the newest seal."""

    item: SealedItem
    steps: list[merkle.Step]
    later: list[Seal]  # seals after the item's own, in order

    @property
    def seal(self) -> Seal:
        return self.item.seal


def proof_of(article_id: int) -> Proof | None:
    """Of the original that the article has now; None while its day is not sealed."""
    article = Article.objects.filter(pk=article_id).first()
    items = SealedItem.objects.filter(kind=Kind.ORIGINAL, row_id=article_id).select_related("seal")
    item = items.filter(sha256=article.raw_hash).order_by("seal__day").first() if article else None
    if item is None:
        return None
    later = list(Seal.objects.filter(day__gt=item.seal.day).order_by("day"))
    return Proof(item, merkle.path(_leaves(item.seal), item.position), later)


def damaged_seals() -> Iterator[str]:
    """What is wrong with the chain of seals, in words."""
    previous = ""
    for seal in Seal.objects.order_by("day").iterator():
        leaves = _leaves(seal)
        if not leaves or merkle.root(leaves) != seal.root:
            yield f"the hashes sealed on {seal.day} are not those that were sealed"
        if seal.previous != previous or seal.digest != merkle.seal(str(seal.day), seal.root, previous):
            yield f"the seal of {seal.day} does not follow from the one before it"
        previous = seal.digest


def altered_since_sealed() -> Iterator[str]:
    """Originals, files and entries that are not what was sealed, in words."""
    yield from _altered_originals()
    uploads = ImportedFile.objects.exclude(file="").exclude(sha256="")
    for file in _otherwise_sealed(uploads, Kind.UPLOAD):
        yield f"the SHA-256 of the uploaded file {file.pk} is not the sealed one"
    sealed = dict(SealedItem.objects.filter(kind=Kind.AUDIT).values_list("row_id", "sha256"))
    for entry in AuditEntry.objects.filter(pk__in=sealed.keys()).iterator(chunk_size=_READ):
        if hash_of_entry(entry) != sealed.pop(entry.pk):
            yield f"entry {entry.pk} of the audit trail is not what was sealed"
    for pk in sorted(sealed):
        yield f"entry {pk} of the audit trail is gone"


def _altered_originals() -> Iterator[str]:
    """Of an article with another hash than was sealed, its history tells of the change, or nobody told."""
    last = Seal.objects.order_by("-day").values_list("at", flat=True).first()
    articles = Article.objects.filter(original__isnull=False).exclude(raw_hash="")
    for article in _otherwise_sealed(articles, Kind.ORIGINAL, hash_field="raw_hash"):
        if last and article.updated_at < last:
            yield f"the original of article {article.pk} is not the one that was sealed"


def _otherwise_sealed(rows: QuerySet[Any], kind: str, *, hash_field: str = "sha256") -> Iterator[Any]:
    sealed = SealedItem.objects.filter(kind=kind, row_id=OuterRef("pk"))
    as_it_is = sealed.filter(sha256=OuterRef(hash_field))
    return rows.filter(Exists(sealed), ~Exists(as_it_is)).order_by("pk").iterator(chunk_size=_READ)


def _leaves(seal: Seal) -> list[str]:
    items = seal.items.order_by("position").values_list("kind", "row_id", "sha256")
    return [merkle.leaf(*item) for item in items.iterator(chunk_size=_READ)]
