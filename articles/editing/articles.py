"""Articles are created, given other content and deleted: rows, what belongs to them, and what follows."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from articles.editing import audit, history
from articles.editing.derived_fields import update_derived_fields
from articles.editing.history import CONTENT, State, state_of
from articles.indexing.documents import batched
from articles.logs.measure import measured
from articles.models import Article, Original, Tag
from articles.models.archive import arabic_slug
from articles.models.outbox import record_changes

log = logging.getLogger(__name__)

BATCH: Final = 500  # articles of one statement


@dataclass(frozen=True)
class Version:
    """What an article is to be: the fields of ``article`` as they are set, and what is kept beside them.

    Without ``tags`` or ``original`` it keeps those that it has. ``signature`` is that of its title and body
    (:func:`articles.ingest.dedupe.signature`) where the caller has it already.
    """

    article: Article
    tags: Collection[Tag] | None = None
    original: Original | None = None
    signature: bytes | None = None


def create(versions: Sequence[Version]) -> None:
    """Store new articles, whose status the caller has set. Raises IntegrityError for an input that is in the
    archive already."""
    articles = [version.article for version in versions]
    for article in articles:
        article.slug = article.slug or arabic_slug(article.title, fallback="article")
    with transaction.atomic():
        Article.objects.bulk_create(articles, batch_size=200)
        _write_tags(versions)
        _write_what_follows(versions)


def update(versions: Sequence[Version], *, action: str = history.Action.EDITED) -> None:
    """Give articles other content; what they were is kept (:mod:`articles.editing.history`). Rows that the
    caller read in another transaction it must :func:`lock` and compare first, or it overwrites what was saved
    meanwhile."""
    with transaction.atomic():
        before = history.states([version.article.pk for version in versions])
        history.record_edits(before, _states_after(versions, before), action)
        for version in versions:
            version.article.save(update_fields=[*CONTENT, "source", "updated_at"])
        tagged = [version for version in versions if version.tags is not None]
        Article.tags.through.objects.filter(article__in=[version.article for version in tagged]).delete()
        _write_tags(tagged)
        _write_what_follows(versions)


def _states_after(versions: Sequence[Version], before: Mapping[int, State]) -> dict[int, State]:
    after = {}
    for version in versions:
        kept = before.get(version.article.pk, {}).get("tags", ())
        tags = kept if version.tags is None else {tag.pk for tag in version.tags}
        after[version.article.pk] = state_of(version.article, tags)
    return after


def identify(article: Article) -> None:
    """Store by which item of an agency an article is known, which no reader sees."""
    Article.objects.filter(pk=article.pk).update(item_key=article.item_key, item_version=article.item_version)


def lock(ids: Iterable[int]) -> dict[int, Article]:
    """The rows as they are now, which nobody else writes until the transaction ends."""
    rows = Article.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk")
    return {article.pk: article for article in rows}


def delete(articles: QuerySet[Article]) -> int:
    """Delete articles for good, with all that belongs to them. Returns how many.

    A draft that was to update one of them becomes an article of its own, known by the same input.
    """
    ids = list(articles.values_list("pk", flat=True))
    with measured(log, "deleted", articles=len(ids)), transaction.atomic():
        for some in batched(sorted(set(ids)), BATCH):
            _delete(some)
        audit.record_articles(audit.Action.DELETED, ids)
    return len(ids)


def _delete(ids: list[int]) -> None:
    replaced = Article.objects.filter(pk__in=ids, replacements__isnull=False)
    keys = dict(replaced.values_list("pk", "input_key"))
    updates = updates_of(ids)
    record_changes(ids)
    history.forget_articles(ids)
    Article.objects.filter(pk__in=ids).delete()
    inherit(updates, keys)


def updates_of(ids: Collection[int]) -> list[Article]:
    """The drafts that are to update one of these articles, others than these themselves."""
    return list(Article.objects.filter(replaces__in=ids).exclude(pk__in=ids).order_by("pk"))


def inherit(updates: list[Article], keys: Mapping[int, str | None]) -> None:
    """The oldest draft takes the place of the article that it was to update; newer ones are to update it."""
    heirs: dict[int, Article] = {}
    for draft in updates:
        gone = draft.replaces_id or 0
        if gone in heirs:
            draft.replaces = heirs[gone]
        else:
            heirs[gone] = draft
            draft.replaces, draft.input_key = None, keys[gone]
        draft.save(update_fields=["replaces", "input_key"])
    update_derived_fields(list(heirs.values()))


def _write_tags(versions: Sequence[Version]) -> None:
    through = Article.tags.through
    through.objects.bulk_create(
        [
            through(article_id=version.article.pk, tag_id=tag.pk)
            for version in versions
            for tag in dict.fromkeys(version.tags or ())
        ],
        ignore_conflicts=True,
    )


def _write_what_follows(versions: Sequence[Version]) -> None:
    originals = [version.original for version in versions if version.original]
    for version in versions:
        if version.original:
            version.original.article = version.article
    Original.objects.bulk_create(
        originals,
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["name", "encoding", "line", "packed", "captured_at"],
        batch_size=200,
    )
    articles = [version.article for version in versions]
    update_derived_fields(
        articles, {version.article.pk: version.signature for version in versions if version.signature}
    )
    record_changes([article.pk for article in articles])
