"""Sources and tags: made when an article names one, renamed, merged, deleted, and the index told of it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.editing import audit, history
from articles.indexing.documents import batched
from articles.logs.measure import measured
from articles.models import Article, FormerSource, FormerTag, Named, Source, Tag
from articles.models.archive import free_slug
from articles.models.harvest import mark_changed
from articles.models.history import Change
from articles.models.outbox import record_changes

log = logging.getLogger(__name__)

BATCH = 5_000  # articles of one statement
N = TypeVar("N", Source, Tag)
Action = Change.Action
FIELDS: Mapping[type[Named], tuple[str, ...]] = {
    Source: ("name", "slug", "home_url", "note", "is_private"),
    Tag: ("name", "slug", "is_entity"),
}
FORMER: Mapping[type[Named], type[Any]] = {Source: FormerSource, Tag: FormerTag}


def named(model: type[N], names: Iterable[str]) -> dict[str, N]:
    """The rows of these names, cut to what a row can hold, also of names that a row had or that were merged
    into it; those that are missing are made."""
    short = {name: name[:200].strip() for name in names if name.strip()}
    stored = model._default_manager.filter(name__in=set(short.values()))
    rows: dict[str, N] = {row.name: row for row in stored}
    former = FORMER[model]._default_manager.filter(name__in=set(short.values()) - rows.keys())
    rows |= {each.name: each.row for each in former.select_related("row")}
    for name in sorted(set(short.values()) - rows.keys()):
        rows[name] = model._default_manager.create(name=name, slug=free_slug(model, name, fallback="x"))
    return {name: rows[cut] for name, cut in short.items()}


def save(row: Named) -> None:
    """Save a source or tag. Its articles go to the index again only when what that holds of it changes:
    the slug, and for a tag the articles that mention its name."""
    with transaction.atomic():
        before = type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        if isinstance(row, Tag) and isinstance(before, Tag):
            _forget_mentions(row, before)
        if before and state_of(before) != state_of(row):
            history.record_name(_kind(row), row.pk, Action.EDITED, state_of(before), after=row.name)
        row.save()
        _remember(row, before)
        if before and before.slug != row.slug:
            record_changes(_articles_of([row]))
        elif before and _harvested(before) != _harvested(row):
            mark_changed(_articles_of([row]))


def _harvested(row: Named) -> tuple[str, bool]:
    """What harvesters are told of a source or tag together with its articles."""
    return row.name, isinstance(row, Source) and row.is_private


def state_of(row: Named) -> history.State:
    """What a source or tag is, for its history."""
    return {name: getattr(row, name) for name in FIELDS[type(row)]}


def _kind(row: Named) -> str:
    return type(row).__name__.lower()


def bring_back(change: Change) -> Named:
    """Make a source or tag again what it was before a change, with the articles that it then had if it was
    merged or deleted. Raises IntegrityError when another has its name now."""
    state = change.state or {}
    model: type[Named] = Source if change.kind == Change.Kind.SOURCE else Tag
    with transaction.atomic():
        row = model._default_manager.filter(pk=change.row_id).first()
        if row is None:  # merged or deleted: its name leads to it again, and no longer to another
            FORMER[model]._default_manager.filter(name=state["name"]).delete()
            row = model()
            row.pk = change.row_id
        for name in FIELDS[model]:
            setattr(row, name, state[name])
        save(row)
        _give_back(row, state)
    return row


def _give_back(row: Named, state: history.State) -> None:
    """The articles that it had. Of those of a merged tag, the tag that it went into takes what it had not."""
    for ids in batched(state.get("articles", ()), BATCH):
        present = Article.objects.filter(pk__in=ids)
        if isinstance(row, Source):
            present.filter(source=state["into"]).update(source=row, updated_at=timezone.now())
        elif isinstance(row, Tag):
            through = Article.tags.through
            carried = [through(article_id=pk, tag=row) for pk in present.values_list("pk", flat=True)]
            through.objects.bulk_create(carried, ignore_conflicts=True, batch_size=400)
            gained = set(ids) - set(state["shared"])
            through.objects.filter(article__in=gained, tag=state["into"]).delete()
            Tag.objects.filter(pk=row.pk).update(scanned=False)
        record_changes(present.values_list("pk", flat=True))


def _with_articles(row: Named, into: Named | None = None) -> history.State:
    """What a source or tag is before it goes, and which articles it has; ``shared``: those that have the
    other one as well."""
    articles: Any = row.articles  # type: ignore[attr-defined]
    ids = list(articles.order_by("pk").values_list("pk", flat=True))
    shared: list[int] = []
    if isinstance(into, Tag):
        both = Article.tags.through.objects.filter(tag=into, article__tags=row.pk)
        shared = list(both.values_list("article_id", flat=True))
    return state_of(row) | {"articles": ids, "shared": shared, "into": into and into.pk}


def _remember(row: Named, before: Named | None) -> None:
    """The name that the row had still leads to it; a name that a row has leads to no other."""
    former = FORMER[type(row)]._default_manager
    former.filter(name=row.name).delete()
    if before and before.name != row.name:
        former.update_or_create(name=before.name, defaults={"row": row, "slug": before.slug})


def successor(model: type[Named], slug: str) -> Named | None:
    """The row to which links with this slug lead now that no row has it; None where there never was one."""
    former = FORMER[model]._default_manager.filter(slug=slug).select_related("row").first()
    row: Named | None = former and former.row
    return row


def _forget_mentions(tag: Tag, before: Tag) -> None:
    """A name that is new, or to be recognised no longer, is looked for anew."""
    if (before.name, before.is_entity) != (tag.name, tag.is_entity):
        record_changes(tag.mentioned_in.values_list("pk", flat=True), derived=True)
        tag.mentioned_in.clear()
        tag.scanned = False


def delete(rows: Iterable[Named]) -> None:
    """Delete sources or tags; their articles stay, without them."""
    with transaction.atomic():
        for model, some in _by_model(rows).items():
            record_changes(_articles_of(some))
            for row in some:
                history.record_name(_kind(row), row.pk, Action.DELETED, _with_articles(row))
            model._default_manager.filter(pk__in=[row.pk for row in some]).delete()


def delete_unused(sources: Collection[int | None], tags: Collection[int | None]) -> None:
    """Delete those of these sources and tags, by their ids, that no article has and that nobody described.
    Somebody who made cleaning rules for a source has described it, too."""
    bare = Source.objects.filter(articles=None, home_url="", note="", cleaning_rules=None)
    delete(bare.filter(pk__in=filter(None, sources)))
    delete(Tag.objects.filter(pk__in=filter(None, tags), articles=None, is_entity=True))


def merge(row: Named, into: Named) -> None:
    """Give all articles of ``row`` to ``into``, in a few statements for each thousands of them, and delete
    it. A mention of the one name is one of the other, and links and imports that name it lead to ``into``."""
    kind = type(row).__name__.lower()
    with measured(log, "merged", kind=kind, row=row.pk, into=into.pk) as fields, transaction.atomic():
        articles = _articles_of([row])
        fields["articles"] = len(articles)
        history.record_name(kind, row.pk, Action.MERGED, _with_articles(row, into), after=into.name)
        audit.record(audit.Action.MERGED, kind=kind, row_id=row.pk, into=into.pk, articles=len(articles))
        for ids in batched(articles, BATCH):
            if isinstance(row, Tag) and isinstance(into, Tag):
                _move_tag(ids, row, into)
            else:
                Article.objects.filter(pk__in=ids).update(source=into)
            Article.objects.filter(pk__in=ids).update(updated_at=timezone.now())
            record_changes(ids)
        if isinstance(row, Source) and isinstance(into, Source):
            row.cleaning_rules.update(source=into)
        former = FORMER[type(row)]._default_manager
        former.filter(row=row).update(row=into)
        type(row)._default_manager.filter(pk=row.pk).delete()
        former.update_or_create(name=row.name, defaults={"row": into, "slug": row.slug})


def _move_tag(ids: list[int], row: Tag, into: Tag) -> None:
    tags, mentions = Article.tags.through.objects, Article.mentions.through.objects
    _add(Article.tags.through, tags.filter(article__in=ids, tag=row), into)
    carrying = tags.filter(article__in=ids, tag=into).values_list("article_id", flat=True)
    mentions.filter(article__in=carrying, tag=into).delete()
    mentioning = mentions.filter(article__in=ids, tag=row).exclude(article__in=carrying)
    _add(Article.mentions.through, mentioning, into)


def _add(through: Any, rows: QuerySet[Any], tag: Tag) -> None:
    """Give the articles of these rows the tag as well."""
    new = [through(article_id=pk, tag=tag) for pk in rows.values_list("article_id", flat=True)]
    through.objects.bulk_create(new, ignore_conflicts=True, batch_size=400)


def _articles_of(rows: Iterable[Named]) -> list[int]:
    """The ids of all articles that have one of these sources or tags, or mention one."""
    rows = list(rows)
    sources = [row.pk for row in rows if isinstance(row, Source)]
    tags = [row.pk for row in rows if isinstance(row, Tag)]
    found = set(Article.objects.filter(source__in=sources).values_list("pk", flat=True)) if sources else set()
    if tags:
        for through in (Article.tags.through, Article.mentions.through):
            found |= set(through.objects.filter(tag__in=tags).values_list("article_id", flat=True))
    return sorted(found)


def _by_model(rows: Iterable[Named]) -> dict[type[Named], list[Named]]:
    grouped: dict[type[Named], list[Named]] = {}
    for row in rows:
        grouped.setdefault(type(row), []).append(row)
    return grouped
