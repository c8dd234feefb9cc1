"""The files of a batch as people look for them: in the order in which they count, and by what they lack."""

from __future__ import annotations

import re
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.importing.pipeline import UNFINISHED
from articles.models import Article, Import, ImportedFile

_NUMBER: Final = re.compile(r"(\d+)")
# Fields whose reading was a guess.
_DOUBTFUL: Final = ("title", "published", "source", "authors")


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Sorts file2 before file10, whichever digits they are written in."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in _NUMBER.split(name)
        if part
    ]


def in_order(files: QuerySet[ImportedFile]) -> list[int]:
    """The ids of the files, sorted as people count."""
    found = files.order_by("pk").values_list("pk", "name")
    return [pk for pk, _ in sorted(found, key=lambda each: (natural_key(each[1]), each[0]))]


def _has(condition: Q) -> Exists:
    drafts = Article.objects.filter(imported_file=OuterRef("pk"), status=Article.Status.DRAFT)
    return Exists(drafts.filter(condition))


def _is_doubtful() -> Q:
    guessed = Q(published_approximate=True)
    for name in _DOUBTFUL:
        guessed |= Q(**{f"evidence__{name}__confidence": "guessed"})
    return guessed


LACKING: Final = {"undated": Q(published=""), "sourceless": Q(source=None), "doubtful": _is_doubtful()}
# What files are shown; "" shows all.
SHOWN: Final = ("", "ready", *LACKING, "duplicate", "failed", "unread")


def shown(batch: Import, what: str) -> QuerySet[ImportedFile]:
    """The files of a batch with something in common, one of ``SHOWN``."""
    files = batch.files.all()
    if what == "ready":
        lacks = Q()
        for lacking in LACKING.values():
            lacks |= Q(_has(lacking))
        return files.filter(_has(Q())).exclude(lacks)
    if what == "duplicate":
        return files.filter(duplicates__gt=0, added=0, updated=0)
    if what == "failed":
        return files.filter(status=ImportedFile.Status.FAILED)
    if what == "unread":
        return files.filter(status__in=UNFINISHED)
    return files.filter(_has(LACKING[what])) if what else files


def counts(batch: Import) -> dict[str, int]:
    """How many files each of ``SHOWN`` has."""
    return {what: shown(batch, what).count() for what in SHOWN}
