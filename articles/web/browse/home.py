"""The home page: the search box, what the archive holds, its newest articles."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Article, Source
from articles.models.archive import is_public
from articles.models.lookups import CodeOrder
from articles.searching.results import duplicate_counts
from articles.stories import reading
from articles.web.browse.query_examples import examples

NEWEST = 8
SOURCES = 8
NEW_ARCHIVE = 2_000  # articles; in a larger one nobody takes the samples for its content, nor are they sought


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the archive holds; years are '' while no article is dated."""

    articles: int
    sources: int
    first_year: str
    last_year: str

    @classmethod
    def present(cls, sources: list[Source]) -> Holdings:
        published = Article.objects.published()
        dates = published.exclude(published="").aggregate(first=Min("published"), last=Max("published"))
        return cls(
            articles=published.count(),
            sources=len(sources),
            first_year=(dates["first"] or "")[:4],
            last_year=(dates["last"] or "")[:4],
        )


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A new article, and how many duplicates of it were left out."""

    article: Article
    duplicates: int


@require_safe
def home_view(request: HttpRequest) -> HttpResponse:
    sources = sources_by_size()
    holdings = Holdings.present(sources)
    if not holdings.articles:
        return render(request, "search/empty_archive.html")
    context = {
        "holdings": holdings,
        "newest": newest(),
        "stories": reading.followed(),
        "sources": sources[:SOURCES],
        "examples": examples(),
        "samples": holdings.articles <= NEW_ARCHIVE and Article.objects.filter(sample=True).exists(),
    }
    return render(request, "browse/home.html", context)


def newest() -> list[NewArticle]:
    """The newest articles, each group of duplicates once."""
    rows = (
        Article.objects.published().newest_first().select_related("source").defer("evidence", "related_links")
    )
    groups: dict[int, Article] = {}
    for article in rows[: NEWEST * 3]:
        groups.setdefault(article.duplicate_group or -article.pk, article)
    articles = list(groups.values())[:NEWEST]
    counts = duplicate_counts(articles)
    return [NewArticle(article, counts.get(article.duplicate_group, 0)) for article in articles]


def sources_by_size() -> list[Source]:
    """Sources that have published articles, each with its ``size``, the largest first."""
    published = Count("articles", filter=is_public("articles__"))
    return list(
        Source.objects.annotate(size=published).filter(size__gt=0).order_by("-size", CodeOrder("name"))
    )
