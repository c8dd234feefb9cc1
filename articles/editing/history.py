"""What articles, sources and tags were before each change: recorded by whoever changes them, brought back.

django-simple-history was weighed for this. It hears of a change by Django's signals, which bulk writes and
``update()`` do not send, and those are how this room writes; it keeps a table with the columns of every model
and a whole copy a change. Here the one write path calls :func:`record_edits` itself, in the same transaction.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from articles.models import Article, ArticleQuerySet, Original
from articles.models.actor import actor
from articles.models.history import Change
from articles.models.packing import packed

log = logging.getLogger(__name__)

Action = Change.Action
ARTICLE = Change.Kind.ARTICLE

# The fields that make a version of an article, beside its source, tags and original. An update writes these
# alone: its permalink, its status and the input that it is known by are not in it.
CONTENT = (
    "title",
    "subtitle",
    "body",
    "authors",
    "published",
    "published_approximate",
    "published_evidence",
    "url",
    "section",
    "language",
    "dateline",
    "agency",
    "related_links",
    "evidence",
    "edited",
    "raw_hash",
    "fingerprint",
    "item_key",
    "item_version",
)
# What a reader of the history sees of a change: the rest follows from it, or from the file.
SHOWN = (
    "title", "subtitle", "body", "source", "authors", "published", "published_approximate", "url", "tags",
    "section", "language", "dateline", "agency",
)  # fmt: skip

State = dict[str, Any]


def states(ids: Collection[int]) -> dict[int, State]:
    """The content of articles as it is stored now; tags by their ids, and which original they have."""
    tags: dict[int, list[int]] = {pk: [] for pk in ids}
    carried = Article.tags.through.objects.filter(article__in=ids).order_by("tag_id")
    for article, tag in carried.values_list("article_id", "tag_id"):
        tags[article].append(tag)
    rows = Article.objects.filter(pk__in=ids).only("pk", "source", *CONTENT)
    return {row.pk: state_of(row, tags[row.pk]) for row in rows}


def state_of(article: Article, tags: Iterable[int]) -> State:
    state = {name: getattr(article, name) for name in CONTENT}
    return state | {"source": article.source_id, "tags": sorted(tags)}


def record_edits(
    before: Mapping[int, State], after: Mapping[int, State], action: str = Action.EDITED
) -> None:
    """Record what articles were, of those whose content has become another."""
    changed = [pk for pk, state in before.items() if _written(state) != _written(after.get(pk))]
    originals = Original.objects.filter(
        article__in=[pk for pk in changed if _is_read_anew(before, after, pk)]
    )
    stored = {
        each.article_id: {
            "name": each.name,
            "encoding": each.encoding,
            "line": each.line,
            "text": text_of(each),
        }
        for each in originals
    }
    rows = []
    for pk in changed:
        state = before[pk] | ({"original": stored[pk]} if pk in stored else {})
        rows.append(_change(pk, action, packed=packed(state)))
    Change.objects.bulk_create(rows, batch_size=200)


def text_of(original: Original) -> str:
    """The input as it came; nothing of one that is damaged, which is no reason against replacing it."""
    try:
        return original.text
    except ValueError:
        log.exception("the original of article %d is replaced unread", original.article_id)
        return ""


def _written(state: State | None) -> str:
    """As it is stored: what is a tuple in memory comes back as a list."""
    return json.dumps(state, sort_keys=True)


def _is_read_anew(before: Mapping[int, State], after: Mapping[int, State], pk: int) -> bool:
    return bool(before[pk]["raw_hash"] != after.get(pk, {}).get("raw_hash"))


def record_status(before: Mapping[int, str], after: str) -> None:
    """Record that articles got another status than they had."""
    rows = [_change(pk, Action.STATUS, before=status, after=after) for pk, status in before.items()]
    Change.objects.bulk_create(rows, batch_size=400)


def edited_when_published(rows: ArticleQuerySet) -> ArticleQuerySet:
    """Those of the articles that a hand has edited since they were published first."""
    changes = Change.objects.filter(kind=ARTICLE, row_id=OuterRef("pk"))
    published = changes.filter(action=Action.STATUS, after=Article.Status.PUBLISHED).order_by("pk")
    since = Coalesce(Subquery(published.values("pk")[:1]), 0)
    edits = changes.filter(action=Action.EDITED, pk__gt=OuterRef("published_by"))
    return rows.filter(edited=True).annotate(published_by=since).filter(Exists(edits))


def record_binned(states_before: Mapping[int, State]) -> None:
    """Record what articles were, with status and input key, before they went into the bin."""
    rows = [_change(pk, Action.BINNED, packed=packed(state)) for pk, state in states_before.items()]
    Change.objects.bulk_create(rows, batch_size=200)


def record_name(kind: str, row_id: int, action: str, state: State, *, after: str = "") -> None:
    """Record what a source or tag was."""
    row = _change(row_id, action, kind=kind, before=str(state["name"])[:100], after=after[:100])
    row.packed = packed(state)
    row.save()


def forget_articles(ids: Collection[int]) -> None:
    """Delete the history of articles that are deleted for good."""
    Change.objects.filter(kind=ARTICLE, row_id__in=ids).delete()


def _change(row_id: int, action: str, *, kind: str = ARTICLE, **values: Any) -> Change:
    who = actor()
    return Change(
        kind=kind,
        row_id=row_id,
        action=action,
        user_id=who.user_id,
        user_name=who.name[:150],
        reason=who.reason[:300],
        batch_id=who.batch_id,
        correction_id=who.correction_id,
        **values,
    )
