"""The engine's hits become readable results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from articles.indexing import runtime
from articles.models import Article, Source, Tag
from articles.search.highlight.snippets import snippet
from articles.search.query import diagnose
from articles.search.suggest.candidates import Suggestion
from articles.search.types import Hits, Piece, Query
from articles.searching.request import SearchRequest

SNIPPET = 150  # characters: two lines beside the margin column
MAX_DEPTH = 10_000  # results that can be paged to; deeper reading is what exports are for


@dataclass(frozen=True)
class Result:
    """One article on a result page. ``title`` and ``snippet`` are pieces: text and whether it is a hit."""

    article: Article
    score: float
    copies: int
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True)
class FacetValue:
    value: str
    label: str
    count: int
    state: str = ""  # "on" kept, "off" taken out


@dataclass(frozen=True)
class SearchPage:
    """All that a result page or the API shows of one search."""

    request: SearchRequest
    query: Query
    results: tuple[Result, ...]
    total: int
    groups: int  # results after folding copies; equal to total without
    facets: Mapping[str, tuple[FacetValue, ...]]
    took_ms: float
    partial: tuple[Result, ...] = ()  # most of the words, when nothing has all
    partial_total: int = 0
    reductions: tuple[diagnose.Counted, ...] = ()  # for no result: what each word or filter costs
    suggestion: Suggestion | None = None  # another query that may have been meant

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.groups, MAX_DEPTH) // self.request.limit))

    @property
    def has_next(self) -> bool:
        return self.request.page < self.pages


def results_of(hits: Hits, asked: Query) -> tuple[Result, ...]:
    """The hits' articles in their order, titles and snippets marked; rows gone meanwhile are left out."""
    analyzer = runtime.current_analyzer()
    # By id alone: with the status in the query too, SQLite reads all published rows instead of these few.
    rows = Article.objects.select_related("source").prefetch_related("tags").order_by()
    rows = rows.defer("evidence", "related_links")
    articles = rows.in_bulk([hit.id for hit in hits.hits])
    copies = {} if asked.fold_copies else duplicate_counts(articles.values())
    return tuple(
        Result(
            article=article,
            score=hit.score,
            copies=copies.get(article.duplicate_group, hit.copies),
            title=tuple(snippet(article.title, asked, analyzer, width=len(article.title) + 1)),
            snippet=tuple(snippet(article.body, asked, analyzer, width=SNIPPET)),
        )
        for hit in hits.hits
        if (article := articles.get(hit.id)) and article.status == Article.Status.PUBLISHED
    )


def duplicate_counts(articles: Iterable[Article]) -> dict[int, int]:
    """How many other published articles each of the groups has, for articles that belong to one."""
    groups = {article.duplicate_group for article in articles if article.duplicate_group}
    if not groups:
        return {}
    rows = (
        Article.objects.published()
        .filter(duplicate_group__in=groups)
        .values_list("duplicate_group")
        .annotate(n=Count("id"))
    )
    return {group: count - 1 for group, count in rows.order_by()}


def facet_values(hits: Hits, asked: Query) -> dict[str, tuple[FacetValue, ...]]:
    states = {
        chosen.column: dict.fromkeys(chosen.include, "on") | dict.fromkeys(chosen.exclude, "off")
        for chosen in asked.filters
    }
    found = {name: {each.value: each.count for each in several} for name, several in hits.facets.items()}
    for name, counts in found.items():
        counts.pop("", None)
        for value in states.get(name, ()):  # type: ignore[call-overload]
            counts.setdefault(value, 0)
    labels = facet_labels(found)
    return {
        name: tuple(
            FacetValue(value, labels[name].get(value, value), count, states.get(name, {}).get(value, ""))  # type: ignore[call-overload]
            for value, count in counts.items()
        )
        for name, counts in found.items()
    }


def facet_labels(values: Mapping[str, Iterable[str]]) -> dict[str, dict[str, str]]:
    """For each facet the readable names of its source or tag slugs; other values are their own labels."""
    labels: dict[str, dict[str, str]] = {name: {} for name in values}
    for model, columns in ((Source, ("source",)), (Tag, ("tag", "mention"))):
        slugs = {slug for column in columns for slug in values.get(column, ())}
        if slugs:
            names = dict(model.objects.filter(slug__in=slugs).values_list("slug", "name"))
            labels |= {column: names for column in columns if column in values}
    return labels
