"""The cleaning rules of today on what was imported before: what would change, and the change itself.

Rules are run over the raw text that was kept with each article. Articles that an editor corrected by hand
are left alone, and so are sources and tags, which editors merge and rename.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles.editing import articles
from articles.editing.articles import Version
from articles.importing.rows.batch import fill
from articles.importing.rules.cleaning_rules import current_rules
from articles.indexing.documents import batched
from articles.ingest import dedupe
from articles.ingest.clean.rules import Rules
from articles.ingest.compose import recompose
from articles.ingest.types import Draft
from articles.models import Article, Source

BATCH = 200
_SHOWN = {
    "title": _("العنوان"),
    "subtitle": _("العنوان الفرعيّ"),
    "published": _("التاريخ"),
    "dateline": _("مكان الخبر"),
    "agency": _("الوكالة"),
    "section": _("القسم"),
    "authors": _("الكتّاب"),
}


@dataclass(frozen=True)
class Change:
    """An article that comes out otherwise by the rules of today."""

    article: Article
    draft: Draft
    diff: str  # unified, of the lines that a reader sees


def changes(source: Source | None = None, rules: Rules | None = None) -> Iterator[Change]:
    """What would change, of all articles or of one source's, in the order of their ids.

    ``rules`` are to be tried; else those of this archive hold.
    """
    rules = rules or current_rules()
    rows = Article.objects.filter(edited=False, original__isnull=False)
    if source:
        rows = rows.filter(source=source)
    for batch in rows.select_related("original", "source").in_batches(BATCH):
        for article in batch:
            draft = recompose(article.original.text, rules, article.source.name if article.source else "")
            diff = _diff(article, draft)
            if diff and draft.body:
                yield Change(article, draft, diff)


def apply(found: Iterable[Change]) -> int:
    """Make the changes. Returns how many: an article that was edited meanwhile stays as it is."""
    return sum(_apply(batch) for batch in batched(found, BATCH))


def _apply(batch: list[Change]) -> int:
    with transaction.atomic():
        rows = articles.lock(change.article.pk for change in batch)
        changed = []
        for change in batch:
            article = rows.get(change.article.pk)
            if article and article.updated_at == change.article.updated_at:
                fill(article, change.draft)
                article.fingerprint = dedupe.content_fingerprint(article.title, article.body)
                changed.append(Version(article))
        articles.update(changed)
    return len(changed)


def _diff(article: Article, draft: Draft) -> str:
    after = Article()
    fill(after, draft)
    lines = difflib.unified_diff(
        _lines(article), _lines(after), f"{article.pk} {article.title}", f"{article.pk}", n=1, lineterm=""
    )
    return "\n".join(lines)


def _lines(article: Article) -> list[str]:
    """What a reader sees of it: the fields that have a value, then the paragraphs."""
    shown = []
    for name, label in _SHOWN.items():
        value = getattr(article, name)
        if value:
            shown.append(f"{label}: {'، '.join(value) if isinstance(value, list) else value}")
    return shown + article.paragraphs
