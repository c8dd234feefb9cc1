"""The cleaning rules of this archive: those of the product, an editor's own, and what recurs in a source.

An editor's rules are TOML files in the data folder's ``rules/`` (the form is explained at the top of
``articles/ingest/rules/common.toml``). What :func:`learn` finds in a source's articles is kept there too,
as a file that an editor can read, mend and delete. What editors say of single lines on the pages is in the
database (:class:`~articles.models.SourceRule`), and goes before all others.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_noop

from articles.ingest.clean import learn_rules, line_rules, rules
from articles.ingest.types import RawArticle, Role
from articles.models import Original, Source, SourceRule

log = logging.getLogger(__name__)

REASON = gettext_noop("سطر يتكرّر في مقالات هذا المصدر")
OF_LINE = gettext_noop("بقاعدة من قواعد المصدر")
SAMPLE = 5_000  # articles of a source that are looked at, the newest


def folder() -> Path:
    """Where an editor's rules lie."""
    return Path(settings.DATA_DIR) / "rules"


def file_rules() -> rules.Rules:
    """The rules of files, without the database. Raises ImproperlyConfigured for a bad file."""
    try:
        return rules.load(folder())
    except rules.BadRule as error:
        raise ImproperlyConfigured(f"{folder()}: {error}") from error


def current_rules() -> rules.Rules:
    """All rules, read again when one has changed. Raises ImproperlyConfigured for a bad file."""
    return rules_without(None)


def rules_without(rule: SourceRule | None) -> rules.Rules:
    """All rules that hold but this one. Raises ImproperlyConfigured for a bad file."""
    files = file_rules()
    rows = SourceRule.objects.filter(status__in=SourceRule.HOLDS)
    if rule:
        rows = rows.exclude(pk=rule.pk)
    return _together(tuple(_readable(rows.select_related("source"))), files)


def _readable(rows: Iterable[SourceRule]) -> Iterator[rules.Rule]:
    """A row that cannot be a rule costs itself alone."""
    for row in rows:
        try:
            yield line_rule(row)
        except ValueError:
            log.exception("the rule %d of a line is left out", row.pk)


@lru_cache(maxsize=4)
def _together(more: tuple[rules.Rule, ...], files: rules.Rules) -> rules.Rules:
    return files.plus(more) if more else files


def line_rule(row: SourceRule) -> rules.Rule:
    """What a person has said of a line, as a rule. Raises ValueError for a row that was made by hand."""
    rule = line_rules.rule(row.line, cast(Role, row.role), cast(line_rules.Kind, row.kind), row.place)
    return dataclasses.replace(rule, source=row.source.name, reason=OF_LINE)


def learn(source: Source) -> rules.Rule | None:
    """The lines that stand at the edge of many of the source's articles, as a rule; None when none does."""
    originals = Original.objects.filter(article__source=source).order_by("-article")[:SAMPLE]
    texts = (RawArticle.loads(original.text).text for original in originals.iterator(chunk_size=200))
    return learn_rules.recurring_rule(texts, source.name, REASON)


def write_rule_file(source: Source, rule: rules.Rule) -> Path:
    """Write a learnt rule into the folder of rules, in place of what was learnt of this source before."""
    folder().mkdir(parents=True, exist_ok=True)
    file = folder() / f"learnt-{source.pk}.toml"
    file.write_text(f"# {source.name}: manage.py reclean --learn\n{rules.dumps([rule])}", encoding="utf-8")
    return file
