"""How rare stems are in this archive: what its newspapers write every day tells no event.

By the Arabic of all the world «معايدة» and «منسوبيها» are as rare as a name; half the newspapers of a country
have them on one morning. A small archive tells nothing, since half of it may be one event; in a larger one
Arabic at large counts as some articles more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.indexing.runtime import Searcher
from articles.models import Article

AT_LARGE: Final = 500  # articles that Arabic at large counts as
MIN_SHARE: Final = 1 / 5_000  # of articles: what fewer have is not rarer, but a slip or told once
ARTICLE_WORDS: Final = 250  # of a common article: by it, frequencies of words become those of articles
UNSEEN: Final = 300  # occurrences, in a thousand million, of a stem that nobody has counted
MIN_ARTICLES: Final = 1_000  # of an archive whose own words are counted
GROWN: Final = 0.2  # part by which an archive has grown or shrunk when its words are counted anew


class StemRarity:
    """The information in an article's having a stem, from 0 to 8.5 nats. ``counts``: stem → articles of
    ``articles`` that have it."""

    def __init__(
        self, analyzer: Analyzer, counts: Mapping[str, int] | None = None, articles: int = 0
    ) -> None:
        self.analyzer = analyzer
        self._counts = counts or {}
        self._articles = articles

    def __call__(self, stem: str) -> float:
        at_large = 1 - (1 - (self.analyzer.occurrences(stem) + UNSEEN) / 1e9) ** ARTICLE_WORDS
        having = min(self._counts.get(stem, 0), self._articles) + AT_LARGE * at_large
        return -math.log(max(having / (self._articles + AT_LARGE), MIN_SHARE))


_counted: tuple[Searcher, int, StemRarity] | None = None


def stem_rarity(searcher: Searcher) -> StemRarity:
    """That of an index, counted once for each and again when it has grown: 3.5 s for 224,000 words."""
    global _counted
    articles = Article.objects.published().count()
    if _counted and _counted[0] is searcher and abs(articles - _counted[1]) <= GROWN * articles:
        return _counted[2]
    rarity = _count(searcher, articles)
    _counted = (searcher, articles, rarity)
    return rarity


def _count(searcher: Searcher, articles: int) -> StemRarity:
    """The engine counts the articles of each word; those of a stem's words are summed, and the few that have
    two of them count twice."""
    if articles < MIN_ARTICLES:
        return StemRarity(searcher.analyzer)
    counts: dict[str, int] = {}
    for word, count in searcher.engine.words():
        if count > articles * MIN_SHARE:
            for token in searcher.analyzer.analyze(word)[:1]:
                counts[token.stem] = counts.get(token.stem, 0) + count
    return StemRarity(searcher.analyzer, counts, articles)
