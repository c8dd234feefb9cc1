"""The one way to write collections.

A collection is its owner's. Whoever has the address reads one that is shared; the archive lists it, and lets
search engines keep it, when an editor has looked at it: what stands in the archive's own list speaks in the
archive's name. So a change of its words takes it off the list until an editor looks again; its articles,
which speak for themselves, come and go.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from articles.editing import audit
from articles.models import Article, Collection, CollectionItem
from articles.models.collections import new_key

MAX_COLLECTIONS: Final = 200  # of one reader
MAX_ARTICLES: Final = 1_000  # in one collection
MAX_NOTE: Final = 2_000  # characters
PERMISSION: Final = "articles.change_collection"  # of who decides what is listed


class TooManyCollections(Exception):
    """The reader has as many collections as they may have."""


class CollectionFull(Exception):
    """There is no room for so many articles more."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a collection says of itself, and to whom."""

    title: str
    description: str = ""
    byline: str = ""
    audience: str = Collection.Audience.PRIVATE


def create(user: Any, words: Words) -> Collection:
    """A new collection of a user; raises TooManyCollections."""
    with transaction.atomic():
        if Collection.objects.of(user).count() >= MAX_COLLECTIONS:
            raise TooManyCollections
        return Collection.objects.create(
            owner=user,
            title=words.title,
            description=words.description,
            byline=words.byline,
            audience=words.audience,
        )


def change(collection: Collection, words: Words, user: Any) -> None:
    """Give a collection other words or readers. One that is listed stays so when its words stay, or when it
    is an editor who changes them."""
    before = _said(collection)
    for name in ("title", "description", "byline", "audience"):
        setattr(collection, name, getattr(words, name))
    if collection.audience != Collection.Audience.PUBLIC:
        collection.listed_at = None
    _touch(collection, changed=before != _said(collection), user=user)


def _said(collection: Collection) -> tuple[str, ...]:
    return collection.title, collection.description, collection.byline


def _touch(collection: Collection, *, changed: bool, user: Any) -> None:
    if changed and not user.has_perm(PERMISSION):
        collection.listed_at = None
    collection.updated_at = timezone.now()
    collection.save()


def decide(collection: Collection, *, listed: bool) -> None:
    """Let a public collection into the archive's list, or take it out again; the audit trail says who did."""
    collection.listed_at = timezone.now() if listed else None
    collection.save(update_fields=["listed_at"])
    audit.record(audit.Action.LISTED, kind="collection", row_id=collection.pk, listed=listed)


def new_link(collection: Collection) -> None:
    """Give it another address: those who have the present one read it no more."""
    collection.key = new_key()
    collection.save(update_fields=["key"])


# ---- articles ---------------------------------------------------------------------------------------


def add(collection: Collection, ids: Many[int]) -> int:
    """Put articles that the present reader sees at the end, in the order that they are given; those that are
    in it stay where they are. Returns how many came in. Raises CollectionFull."""
    with transaction.atomic():
        Collection.objects.select_for_update().get(pk=collection.pk)
        present = set(collection.items.values_list("article_id", flat=True))
        seen = set(Article.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
        new = [pk for pk in dict.fromkeys(ids) if pk in seen - present]
        if len(present) + len(new) > MAX_ARTICLES:
            raise CollectionFull
        last = collection.items.aggregate(last=Max("position"))["last"] or 0
        CollectionItem.objects.bulk_create(
            CollectionItem(collection=collection, article_id=pk, position=last + at)
            for at, pk in enumerate(new, 1)
        )
        if new:
            Collection.objects.filter(pk=collection.pk).update(updated_at=timezone.now())
    return len(new)


def move(item: CollectionItem, place: int) -> None:
    """Put an article at a place, counted from 1, among those that the present reader sees; the first or the
    last for what lies beyond."""
    with transaction.atomic():
        Collection.objects.select_for_update().get(pk=item.collection_id)
        rows = list(item.collection.items.all())
        seen = [row.pk for row in item.collection.visible_items() if row.pk != item.pk]
        others = [row for row in rows if row.pk != item.pk]
        at = _index(others, seen, place)
        rows = [*others[:at], item, *others[at:]]
        for position, row in enumerate(rows, 1):
            row.position = position
        CollectionItem.objects.bulk_update(rows, ["position"])
        Collection.objects.filter(pk=item.collection_id).update(updated_at=timezone.now())


def _index(others: list[CollectionItem], seen: list[int], place: int) -> int:
    """Where among all others the row goes that is to stand at this place among those that are seen."""
    place = max(1, place)
    if place > len(seen):
        return len(others)
    return next(at for at, row in enumerate(others) if row.pk == seen[place - 1])


def annotate(item: CollectionItem, text: str, user: Any) -> None:
    """Say something of an article in its collection."""
    text = text.strip()[:MAX_NOTE]
    changed, item.note = text != item.note, text
    item.save(update_fields=["note"])
    _touch(item.collection, changed=changed, user=user)


def remove(item: CollectionItem) -> None:
    collection = item.collection_id
    item.delete()
    Collection.objects.filter(pk=collection).update(updated_at=timezone.now())
