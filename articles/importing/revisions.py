"""Earlier versions of articles: kept when a file updates one, brought back when its batch is undone."""

from __future__ import annotations

import json
import zlib
from typing import Any

from django.db import transaction

from articles.importing.derived_fields import update_derived_fields
from articles.ingest.types import pack
from articles.models import Article, ArticleRevision, ImportedFile, Original, Source, Tag

# All that an update changes: the permalink and what identifies the input stay.
FIELDS = (
    "title",
    "subtitle",
    "body",
    "authors",
    "published",
    "published_approximate",
    "published_evidence",
    "section",
    "language",
    "dateline",
    "agency",
    "related_links",
    "evidence",
    "edited",
    "raw_hash",
    "fingerprint",
)


def save(article: Article, file: ImportedFile) -> None:
    """Remember the article as it is, before ``file`` changes it; the first version that is kept counts."""
    state = {name: getattr(article, name) for name in FIELDS}
    state["source"] = article.source_id
    state["tags"] = list(article.tags.values_list("pk", flat=True))
    original = Original.objects.filter(article=article).first()
    if original:
        state["original"] = {
            "name": original.name,
            "encoding": original.encoding,
            "text": original.text,
        }
    packed = zlib.compress(json.dumps(state).encode())
    ArticleRevision.objects.bulk_create(
        [ArticleRevision(article=article, file=file, packed=packed)], ignore_conflicts=True
    )


def restore(version_id: int) -> None:
    """Make the article again what it was, and forget the version.

    When a later file has updated the article once more, it stays as that file made it, and undoing that one
    will lead to the older state. Sources and tags that are gone stay gone.
    """
    with transaction.atomic():
        version = ArticleRevision.objects.select_related("article").filter(pk=version_id).first()
        if version is None:
            return
        later = version.article.revisions.filter(pk__gt=version.pk).order_by("pk").first()
        if later:
            later.packed = version.packed
            later.save(update_fields=["packed"])
        else:
            _apply(version.article, json.loads(zlib.decompress(bytes(version.packed))))
        version.delete()


def _apply(article: Article, state: dict[str, Any]) -> None:
    for name in FIELDS:
        setattr(article, name, state[name])
    article.source = Source.objects.filter(pk=state["source"]).first()
    article.save()
    article.set_tags(Tag.objects.filter(pk__in=state["tags"]))
    if original := state.get("original"):
        packed = pack(original.pop("text"))
        Original.objects.update_or_create(article=article, defaults={**original, "packed": packed})
    update_derived_fields([article])


def supersede(article: Article, draft: Article) -> None:
    """Publish ``draft`` as the new version of ``article``, keep the old one, and delete the draft."""
    with transaction.atomic():
        if draft.imported_file:
            save(article, draft.imported_file)
        for name in FIELDS:
            setattr(article, name, getattr(draft, name))
        article.source = draft.source
        article.save()
        article.set_tags(draft.tags.all())
        original = draft.original
        Original.objects.update_or_create(
            article=article,
            defaults={"name": original.name, "encoding": original.encoding, "packed": original.packed},
        )
        update_derived_fields([article])
        draft.delete()
