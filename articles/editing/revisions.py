"""Earlier versions of articles: kept when a file updates one, brought back when its batch is undone."""

from __future__ import annotations

import logging

from django.db import transaction

from articles.editing import names
from articles.editing.articles import Version, lock, update
from articles.editing.history import CONTENT, Action, State, text_of
from articles.ingest.types import pack
from articles.logs.measure import log_event
from articles.models import Article, ArticleRevision, Import, ImportedFile, Original, Source, Tag
from articles.models.history import Change
from articles.models.packing import packed, unpacked

log = logging.getLogger(__name__)


def save(article: Article, file: ImportedFile) -> None:
    """Remember the article as it is, before ``file`` changes it; the first version that is kept counts.

    Of an article that the same file has added there is nothing to bring back.
    """
    if article.imported_file_id == file.pk:
        return
    state = {name: getattr(article, name) for name in CONTENT}
    state["source"] = article.source_id
    state["tags"] = list(article.tags.values_list("pk", flat=True))
    original = Original.objects.filter(article=article).first()
    if original:
        state["original"] = {
            "name": original.name,
            "encoding": original.encoding,
            "line": original.line,
            "text": text_of(original),
        }
    revision = ArticleRevision(article=article, file=file, packed=packed(state))
    ArticleRevision.objects.bulk_create([revision], ignore_conflicts=True)


def supersede(draft: Article) -> Article:
    """Make ``draft`` the new version of the article that it replaces, keep the old one, delete the draft.

    Returns the article, also when somebody else published the draft first; the draft itself when what it was
    to replace is gone.
    """
    with transaction.atomic():
        rows = lock([draft.pk, draft.replaces_id or 0])
        article = rows.get(draft.replaces_id or 0)
        if article is None or draft.pk not in rows:
            return article or draft
        draft = rows[draft.pk]
        if draft.imported_file:
            save(article, draft.imported_file)
        for name in CONTENT:
            setattr(article, name, getattr(draft, name))
        article.source = draft.source
        original = Original.objects.filter(article=draft).first()
        version = Version(article, list(draft.tags.all()), original and _copy(original))
        Article.objects.filter(pk=draft.pk).delete()
        update([version])
    log_event(log, logging.INFO, "superseded", {"article": article.pk})
    return article


def _copy(original: Original) -> Original:
    return Original(
        name=original.name,
        encoding=original.encoding,
        line=original.line,
        packed=original.packed,
        captured_at=original.captured_at,
    )


def restore(revision_id: int) -> None:
    """Make the article again what it was, and forget the revision.

    When a later file has updated the article once more, it stays as that file made it, and undoing that one
    will lead to the older state. Tags that are gone stay gone, and so do those that only this version had.
    """
    with transaction.atomic():
        revision = ArticleRevision.objects.filter(pk=revision_id).first()
        if revision is None:
            return
        article = lock([revision.article_id])[revision.article_id]
        later = article.revisions.filter(pk__gt=revision.pk).order_by("pk").first()
        if later:
            later.packed = revision.packed
            later.save(update_fields=["packed"])
        else:
            _restore(article, unpacked(revision.packed))
        revision.delete()


def _restore(article: Article, state: State) -> None:
    left = {article.source_id}, set(article.tags.values_list("pk", flat=True))
    for name in CONTENT:
        setattr(article, name, state.get(name, getattr(article, name)))
    # One that is gone was merged into another, as a rule: that of today is nearer to the truth than none.
    source = state.get("source")
    if source is None or Source.objects.filter(pk=source).exists():
        article.source_id = source
    original = None
    if stored := state.get("original"):
        original = Original(
            name=stored["name"],
            encoding=stored["encoding"],
            line=stored.get("line"),
            packed=pack(stored["text"]),
        )
    version = Version(article, list(Tag.objects.filter(pk__in=state.get("tags", ()))), original)
    update([version], action=Action.RESTORED)
    names.delete_unused(*left)


def bring_back(change: Change) -> None:
    """Make an article again what it was before a change. What it is now is kept in its turn."""
    state = change.state
    if state is None:
        raise ValueError(f"change {change.pk} left the content alone")
    with transaction.atomic():
        if article := lock([change.row_id]).get(change.row_id):
            _restore(article, state | {"edited": True})


def hand_over(batch: Import) -> None:
    """Give the articles that ``batch`` added and another one has updated since to that one: they are what it
    would have added by itself."""
    with transaction.atomic():
        later = ArticleRevision.objects.filter(article__imported_file__batch=batch)
        later = later.exclude(file__batch=batch).filter(file__batch__undone_at=None)
        for pk in set(later.values_list("article", flat=True)):
            article = lock([pk])[pk]
            first = later.filter(article=article).order_by("pk").first()
            if first:
                Article.objects.filter(pk=pk).update(imported_file=first.file_id)
                article.revisions.filter(pk__lte=first.pk).delete()
