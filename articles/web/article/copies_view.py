"""The page that compares the duplicates of one text: what each newspaper changed, added and left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.arabic.analysis.analyzer import Analyzer
from articles.indexing.runtime import current_searcher
from articles.models import Article
from articles.models.archive import duplicate_group_members
from articles.searching.related.text_diff import (
    MAX_COMPARED,
    ReadText,
    Row,
    compare_lines,
    differences,
    likeness,
    read,
)

MAX_COPIES = 20
MAX_READ = 400_000  # characters of all copies together: half a second


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy beside the article that all are compared with; ``percent`` tells how alike the texts are."""

    article: Article
    percent: int
    rows: list[Row]

    @property
    def counts(self) -> dict[str, int]:
        """How many sentences were changed, added and dropped."""
        return Counter(row.kind for row in self.rows)


@require_safe
def copies_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The article's copies in a table, and one of them (``?with=``, else the oldest) beside it."""
    article = get_object_or_404(Article.objects.published().select_related("source"), pk=pk)
    others = (
        duplicate_group_members(article.duplicate_group).exclude(pk=pk).select_related("source")[:MAX_COPIES]
    )
    analyzer = current_searcher().analyzer
    limit = min(MAX_COMPARED, MAX_READ // (len(others) + 1))
    own = read(article.body, analyzer, limit)
    copies = [_copy(own, other, read(other.body, analyzer, limit)) for other in others]
    if not copies:
        raise Http404
    wanted = request.GET.get("with", "")
    chosen = next((copy for copy in copies if str(copy.article.pk) == wanted), copies[0])
    return render(
        request, "article/copies.html", {"copies": copies, **_side_by_side(article, chosen, analyzer)}
    )


def _copy(own: ReadText, other: Article, text: ReadText) -> Copy:
    return Copy(article=other, percent=int(100 * likeness(own, text)), rows=differences(own, text))


def _side_by_side(article: Article, chosen: Copy, analyzer: Analyzer) -> dict[str, Any]:
    titles = compare_lines(article.title, chosen.article.title, analyzer)
    return {
        "article": article,
        "chosen": chosen,
        "sides": list(zip((article, chosen.article), titles, ("old", "new"), strict=True)),
    }
