"""What stands beside an article: articles on like matters, duplicates of its text.

The engine finds candidates by the words of the title and the tags; the words that the texts share, the
rarer the weightier, then tell which of them are near.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from articles.arabic.analysis.analyzer import Analyzer
from articles.indexing.runtime import Searcher, current_searcher
from articles.models import Article
from articles.search.errors import SearchError
from articles.search.query.parse import parse
from articles.search.types import Query

CANDIDATES = 30
# Nearness is the product of two shares: of the article's own score for its title's words, and of likeness.
# On 19,600 articles, matters of the same kind came to 0.006 and more; chance neighbours stayed below.
LIKE_MATTER = 0.006
RELATED_LENGTH = 5
MAX_DUPLICATES = 50
_TELLING = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class RelatedArticles:
    """``related`` are the nearest first, without those of the article's own story, which stands apart."""

    related: tuple[Article, ...] = ()
    duplicates: tuple[Article, ...] = ()


class _Near(NamedTuple):
    article: Article
    nearness: float


def related_articles(article: Article, *, searcher: Searcher | None = None) -> RelatedArticles:
    """What stands beside the article; only its duplicates when the search engine does not answer."""
    duplicates = _duplicates(article)
    try:
        near = _nearest(searcher or current_searcher(), article, duplicates)
    except SearchError:
        return RelatedArticles(duplicates=duplicates)
    like = [each.article for each in near if each.nearness >= LIKE_MATTER]
    others = [other for other in like if not other.story_id or other.story_id != article.story_id]
    return RelatedArticles(tuple(others[:RELATED_LENGTH]), duplicates)


def _nearest(searcher: Searcher, article: Article, duplicates: Iterable[Article]) -> list[_Near]:
    """The candidates, the nearest first; neither the article itself nor its duplicates."""
    hits = searcher.engine.search(_question(article, searcher.analyzer), limit=CANDIDATES).hits
    maximum = max((hit.score for hit in hits), default=0.0) or 1.0
    left_out = {article.pk, *(duplicate.pk for duplicate in duplicates)}
    scores = {hit.id: hit.score / maximum for hit in hits if hit.id not in left_out}
    rows = _rows(scores)
    like = _likeness(article, rows.values())
    near = [_Near(row, scores[pk] * like[pk]) for pk, row in rows.items()]
    return sorted(near, key=lambda each: (-each.nearness, each.article.pk))


def _question(article: Article, analyzer: Analyzer) -> Query:
    """Any word of the title and the tags; words alone, so that nothing in them is read as syntax."""
    text = " ".join([article.title, *(tag.name for tag in article.tags.all())])
    words = dict.fromkeys(analyzer.words(text))
    return replace(parse(" ".join(words), match="any", analyzer=analyzer), group_duplicates=True)


def _likeness(article: Article, others: Iterable[Article]) -> dict[int, float]:
    """How alike each text is to the article's, from 0 to 1: the cosine of their words' rarity.

    Words as they are written: analysing them finds the same neighbours and takes ten times as long.
    """
    own = set(_TELLING.findall(f"{article.title} {article.body}"))
    bags = {other.pk: set(_TELLING.findall(f"{other.title} {other.body}")) for other in others}
    counts = Counter(word for bag in (own, *bags.values()) for word in bag)
    rarity = {word: math.log(1 + (len(bags) + 1) / count) for word, count in counts.items()}

    def weight(bag: set[str]) -> float:
        return sum(rarity[word] for word in bag)

    total = weight(own)
    return {
        pk: weight(own & bag) / math.sqrt(total * weight(bag)) if own and bag else 0.0
        for pk, bag in bags.items()
    }


def _duplicates(article: Article) -> tuple[Article, ...]:
    if not article.duplicate_group:
        return ()
    # By group alone: with a status or an order in the query, SQLite walks another index from end to end.
    same = (
        Article.objects.filter(duplicate_group=article.duplicate_group)
        .order_by()
        .select_related("source")
        .defer("body")
    )
    others = [other for other in same[:MAX_DUPLICATES] if other.pk != article.pk and other.is_public]
    return tuple(sorted(others, key=lambda other: (other.published, other.pk)))


def _rows(ids: Iterable[int]) -> dict[int, Article]:
    rows = Article.objects.order_by().select_related("source").defer("evidence", "related_links")
    return {pk: row for pk, row in rows.in_bulk(list(ids)).items() if row.is_public}
