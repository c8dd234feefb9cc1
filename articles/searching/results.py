"""The engine's hits become readable results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from articles.indexing.runtime import Searcher
from articles.models import Article
from articles.search.highlight.matcher import HitMatcher, marked_forms
from articles.search.highlight.snippets import snippet
from articles.search.types import Hits, Piece, Query
from articles.searching.rows import TagName, articles_by_id, articles_of_groups, group_sizes, tags_of

SNIPPET = 150  # characters: two lines beside the margin column
MAX_DUPLICATES = 200  # listed on one page of results


@dataclass(frozen=True)
class Result:
    """One article on a result page. ``title`` and ``snippet`` are pieces: text and whether it is a hit.
    Of the article the columns that are shown are at hand; its tags, by name, are ``tags``.

    ``duplicate_count`` counts the other published articles with the same text; ``duplicates`` are
    these, the oldest first, where they were asked for.
    """

    article: Article
    score: float
    duplicate_count: int
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    tags: Sequence[TagName] = ()
    duplicates: tuple[Article, ...] = ()
    lacks: tuple[str, ...] = ()  # parts of the query, among partial matches


def results_of(hits: Hits, asked: Query, searcher: Searcher) -> tuple[Result, ...]:
    """The hits' articles in their order, titles and snippets marked; rows gone meanwhile are left out."""
    articles = articles_by_id([hit.id for hit in hits.hits])
    tags = tags_of(articles)
    marks = hit_matcher(asked, searcher)
    counts = {} if asked.group_duplicates else duplicate_counts(articles.values())
    return tuple(
        Result(
            article=article,
            score=hit.score,
            duplicate_count=counts.get(article.duplicate_group, hit.duplicates),
            title=tuple(snippet(article.title, marks, width=len(article.title) + 1)),
            snippet=tuple(snippet(article.body, marks, width=SNIPPET)),
            tags=tags.get(article.pk, ()),
        )
        for hit in hits.hits
        if (article := articles.get(hit.id)) and article.is_public
    )


def hit_matcher(asked: Query, searcher: Searcher) -> HitMatcher:
    """Marks the words that the index has for the query, so that no text is analysed again."""
    spellings = searcher.engine.spellings(marked_forms(asked.node))
    return HitMatcher(asked.node, searcher.analyzer, spellings)


def duplicate_counts(articles: Iterable[Article]) -> dict[int, int]:
    """How many other published articles each of the groups has, for articles that belong to one."""
    groups = {article.duplicate_group for article in articles if article.duplicate_group}
    return {group: size - 1 for group, size in group_sizes(groups).items()}


def with_duplicates(results: Sequence[Result]) -> tuple[Result, ...]:
    """The results with the articles that were folded into each; one query for all of them."""
    shown = {result.article.pk for result in results}
    groups = {result.article.duplicate_group for result in results if result.duplicate_count}
    if not groups:
        return tuple(results)
    rows = articles_of_groups(groups, MAX_DUPLICATES)
    members: dict[int, list[Article]] = {group: [] for group in groups}
    for article in sorted(rows, key=lambda article: (article.published, article.pk)):
        if article.pk not in shown and article.is_public:
            members[article.duplicate_group].append(article)
    return tuple(
        replace(result, duplicates=tuple(members.get(result.article.duplicate_group, ())))
        for result in results
    )
