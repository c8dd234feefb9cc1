"""Tags that name an event: nearly all that carries one lies within a few days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Final

from django.db.models import Count, Max, Min, Q

from articles.models import Article, Tag
from articles.models.archive import is_public

WITHIN: Final = 14  # days before and after an article
MIN_SHARE: Final = 0.75  # of a tag's articles that lie there
MAX_ARTICLES: Final = 200  # of a tag that names an event
MIN_SPAN: Final = 365  # days of the archive: in one of a month, every tag lies within a few days


class EventTags:
    """Finds articles that newspapers themselves called by the name of one event."""

    @cached_property
    def _is_long(self) -> bool:
        """Whether the archive is long enough to tell."""
        dated = Article.objects.published().filter(published__regex=r"^....-..-..$")
        ends = dated.aggregate(first=Min("published"), last=Max("published"))
        if not ends["first"]:
            return False
        first, last = (date.fromisoformat(ends[name]) for name in ("first", "last"))
        return (last - first).days >= MIN_SPAN

    def others(self, article: Article, days: int) -> list[int]:
        """The ids of published articles, at most so many days away, that share the name of an event."""
        if not self._is_long:
            return []
        names = self._naming(article)
        first, last = _around(article, days)
        rows = Article.objects.published().filter(tags__in=names, published__range=(first, last))
        return list(rows.exclude(pk=article.pk).values_list("pk", flat=True).distinct()) if names else []

    def _naming(self, article: Article) -> list[int]:
        first, last = _around(article, WITHIN)
        near = Q(articles__published__range=(first, last))
        public = is_public("articles__")
        own = Tag.objects.filter(pk__in=list(article.tags.values_list("pk", flat=True)))
        counted = own.annotate(
            n=Count("articles", filter=public), n_near=Count("articles", filter=public & near)
        )
        return [tag.pk for tag in counted if 1 < tag.n <= MAX_ARTICLES and tag.n_near >= MIN_SHARE * tag.n]


def _around(article: Article, days: int) -> tuple[str, str]:
    day = date.fromisoformat(article.published)
    return str(day - timedelta(days=days)), str(day + timedelta(days=days))
