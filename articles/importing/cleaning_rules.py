"""The cleaning rules of this archive: those of the product, an editor's own, and what recurs in a source.

An editor's rules are TOML files in the data folder's ``rules/`` (the form is explained at the top of
``articles/ingest/rules/common.toml``). What :func:`learn` finds in a source's articles is kept there too,
as a file that an editor can read, mend and delete.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_noop

from articles.ingest.clean import learn_rules, rules
from articles.ingest.types import RawArticle
from articles.models import Original, Source

REASON = gettext_noop("سطر يتكرّر في مقالات هذا المصدر")
SAMPLE = 5_000  # articles of a source that are looked at, the newest


def folder() -> Path:
    """Where an editor's rules lie."""
    return Path(settings.DATA_DIR) / "rules"


def current_rules() -> rules.Rules:
    """All rules, read again when a file has changed. Raises ImproperlyConfigured for a bad file."""
    try:
        return rules.load(folder())
    except rules.BadRule as error:
        raise ImproperlyConfigured(f"{folder()}: {error}") from error


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
