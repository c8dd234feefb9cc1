"""Finding what the upload pages are about."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from articles.access.rights import may_correct, may_publish, own_drafts, require
from articles.models import Article, ImportedFile
from articles.models.archive import is_visible


def imported_article(pk: int, **conditions: object) -> tuple[Article, ImportedFile]:
    """An article that came of a file, and the file. Raises Http404, also for one that was typed in."""
    article = get_object_or_404(_articles().filter(**conditions), pk=pk)
    if article.imported_file is None:
        raise Http404
    return article, article.imported_file


def reviewed_article(request: HttpRequest, pk: int) -> Article:
    """Any article that the user may correct. Raises Http404, and PermissionDenied for one of other people."""
    article = get_object_or_404(_articles(), pk=pk)
    file = article.imported_file
    own = Article.objects.filter(own_drafts(request), pk=pk)
    require(may_publish(request) or bool(file and may_correct(request, file.batch)) or own.exists())
    return article


def _articles() -> QuerySet[Article]:
    rows = Article.objects.select_related("source", "replaces", "imported_file__batch").filter(is_visible())
    return rows.exclude(status=Article.Status.DELETED)
