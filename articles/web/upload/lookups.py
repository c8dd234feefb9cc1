"""Finding what the upload pages are about."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from articles.models import Article, ImportedFile


def imported_article(pk: int, **conditions: object) -> tuple[Article, ImportedFile]:
    """An article that came of a file, and the file. Raises Http404, also for one that was typed in."""
    articles = Article.objects.select_related("source", "replaces", "imported_file__batch")
    articles = articles.exclude(status=Article.Status.DELETED)
    article = get_object_or_404(articles.filter(**conditions), pk=pk)
    if article.imported_file is None:
        raise Http404
    return article, article.imported_file
