"""A line's rule for all articles of its source: what it would change, the change, and taking it back.

| crash or race                        | what happens                                                        |
| the worker is killed at it           | the next one goes on after the last article that was looked at      |
| an editor saves an article meanwhile | a field that a hand has written stays, also when it is taken back   |
| it is taken back while it is applied | it stops, and what it had changed is taken back                     |
| articles are imported while it holds | taking it back cleans them without it, those edited since aside     |
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from articles.editing import articles
from articles.editing.articles import Version
from articles.importing import steps
from articles.importing.rules import rule_effects
from articles.importing.rules.cleaning_rules import line_rule, rules_without
from articles.importing.rules.rule_effects import Values
from articles.ingest.clean.rules import Rules
from articles.logs.measure import measured
from articles.models import Article, ArticleQuerySet, Original, RuleEffect, SourceRule
from articles.models.actor import Actor, acting
from articles.models.outbox import paused
from articles.models.packing import packed

log = logging.getLogger(__name__)

CHUNK: Final = 100  # articles of one transaction: some 0.3 s
PREVIEWED: Final = 3.0  # seconds that a page may take to find out what a rule would change
EXAMPLES: Final = 3


@dataclass(frozen=True)
class Example:
    """An article that a rule would change: fields by name, as they are and as they would be."""

    article: Article
    before: Values
    after: Values


@dataclass
class Preview:
    """What a rule would change. ``looked_at`` is less than ``total`` when there was no time for all."""

    total: int = 0
    looked_at: int = 0
    changed: int = 0
    published: int = 0  # of those changed
    examples: list[Example] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return self.looked_at >= self.total


def preview(row: SourceRule, seconds: float = PREVIEWED, first: int | None = None) -> Preview:
    """What the rule, which is not stored yet, would change in its source's articles, the newest first; the
    article ``first`` is looked at before all others. Raises ImproperlyConfigured for a bad rule file."""
    found, end = Preview(total=_articles(row).count()), time.monotonic() + seconds
    without = rules_without(None)
    including = without.plus([line_rule(row)])
    ids = list(_articles(row).order_by("-pk").values_list("pk", flat=True))
    ids.sort(key=lambda pk: pk != first)
    for start in range(0, len(ids), CHUNK):
        some = Article.objects.in_bulk(ids[start : start + CHUNK])
        in_order = [some[pk] for pk in ids[start : start + CHUNK] if pk in some]
        for article, values in _outcomes(in_order, row, without, including):
            _look(found, article, values)
        if time.monotonic() > end:
            break
    return found


def _look(found: Preview, article: Article, values: Values) -> None:
    found.looked_at += 1
    if not values:
        return
    found.changed += 1
    found.published += article.status == Article.Status.PUBLISHED
    if len(found.examples) < EXAMPLES:
        found.examples.append(Example(article, rule_effects.present(article, values), values))


def _articles(row: SourceRule) -> ArticleQuerySet:
    rows = Article.objects.filter(source=row.source, original__isnull=False)
    return rows.exclude(status=Article.Status.DELETED)


def _outcomes(
    some: Collection[Article], row: SourceRule, without: Rules, including: Rules
) -> Iterator[tuple[Article, Values]]:
    """Each article with what the rule changes in it, {} for nothing. One that cannot be read costs itself
    alone."""
    originals = {each.article_id: each for each in Original.objects.filter(article__in=some)}
    for article in some:
        values: Values = {}
        try:
            raw = originals[article.pk].text
            values = rule_effects.outcome(article, raw, row.source.name, without, including)
        except Exception:
            log.exception("article %d is not read by the rule of a line", article.pk)
        yield article, values


# ---- doing it -------------------------------------------------------------------------------------


def apply(row: SourceRule) -> None:
    """Store the rule, have the worker change the articles, and use it for all that is imported from now."""
    with transaction.atomic():
        row.total = _articles(row).count()
        row.save()
        apply_rule.enqueue(row.pk)


def undo(row: SourceRule) -> None:
    """Take back all that the rule did."""
    with transaction.atomic():
        mine = SourceRule.objects.select_for_update().filter(pk=row.pk, status__in=SourceRule.HOLDS)
        if mine.update(status=SourceRule.Status.UNDOING, reached=0):
            undo_rule.enqueue(row.pk)


@task()
def apply_rule(rule_id: int) -> None:
    """Change the articles in steps that may be interrupted, until the rule is taken back."""
    _in_steps(rule_id, SourceRule.Status.APPLYING, _apply_some)


@task()
def undo_rule(rule_id: int) -> None:
    """Take back in steps that may be interrupted what the rule did."""
    _in_steps(rule_id, SourceRule.Status.UNDOING, _undo_some)


def requeue_interrupted() -> None:
    """Have rules applied or taken back to the end whose worker has died."""
    jobs = {SourceRule.Status.APPLYING: apply_rule, SourceRule.Status.UNDOING: undo_rule}
    steps.requeue_interrupted(SourceRule.objects.all(), jobs)


def _in_steps(rule_id: int, status: str, step: Callable[[SourceRule], bool]) -> None:
    row = SourceRule.objects.filter(pk=rule_id).select_related("user").first()
    if row is None:
        return
    user, reason = row.user, _("قاعدة تنظيف: %s") % row.line[:200]
    with acting(Actor(lambda: user, reason=reason)), paused(), measured(log, "rule", id=rule_id, to=status):
        rows = SourceRule.objects.filter(pk=rule_id, status=status).select_related("source")
        steps.in_steps(rows, step)


def _apply_some(row: SourceRule) -> bool:
    without = rules_without(row)
    including = without.plus([line_rule(row)])
    ids = _next(row, _articles(row))
    if not ids:
        row.status = SourceRule.Status.APPLIED
        return False
    effects = []
    for article, values in _changes(ids, row, without, including):
        effect = {"before": rule_effects.present(article, values), "after": values}
        effects.append(RuleEffect(rule=row, article=article, packed=packed(effect)))
        rule_effects.write(article, values)
    articles.update([Version(effect.article) for effect in effects])
    RuleEffect.objects.bulk_create(effects)
    row.looked_at += len(ids)
    row.changed += len(effects)
    return True


def _undo_some(row: SourceRule) -> bool:
    """First what it changed, then what was imported by it."""
    effects = list(row.effects.order_by("pk")[:CHUNK])
    if effects:
        _take_back(effects)
        row.changed = max(0, row.changed - len(effects))
        return True
    without = rules_without(row)
    including = without.plus([line_rule(row)])
    imported = _articles(row).filter(created_at__gte=row.created_at, edited=False)
    ids = _next(row, imported)
    if not ids:
        row.status = SourceRule.Status.UNDONE
        return False
    changed = []
    for article, values in _changes(ids, row, including, without):
        rule_effects.write(article, values)
        changed.append(Version(article))
    articles.update(changed)
    return True


def _take_back(effects: list[RuleEffect]) -> None:
    rows = articles.lock(effect.article_id for effect in effects)
    changed = []
    for effect in effects:
        article = rows.get(effect.article_id)
        values = article and rule_effects.returned(article, **effect.values)
        if article and values:
            rule_effects.write(article, values)
            changed.append(Version(article))
    articles.update(changed)
    RuleEffect.objects.filter(pk__in=[effect.pk for effect in effects]).delete()


def _next(row: SourceRule, rows: ArticleQuerySet) -> list[int]:
    ids = list(rows.filter(pk__gt=row.reached).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    row.reached = ids[-1] if ids else row.reached
    return ids


def _changes(
    ids: Iterable[int], row: SourceRule, without: Rules, including: Rules
) -> Iterator[tuple[Article, Values]]:
    found = _outcomes(articles.lock(ids).values(), row, without, including)
    return ((article, values) for article, values in found if values)
