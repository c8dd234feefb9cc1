"""Series: what a newspaper prints again and again under one title, with other numbers and days in it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import takewhile
from typing import Final

from articles.arabic.dates.months import GREGORIAN_NAMES
from articles.arabic.orthography import tokenizer
from articles.arabic.orthography.normalizer import normalize
from articles.indexing.runtime import Searcher
from articles.models import Article
from articles.search.query.parse import parse
from articles.search.types import Filter

MIN_DAYS: Final = 4  # on which a source printed the title
MAX_WORDS: Final = 9  # of a title; longer ones are sentences, and nobody writes them twice
LOOKED_AT: Final = 60  # articles of the source with words of the title

# What changes from day to day in such a title, beside its numbers.
_WORDS: Final = """
السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة اليوم أمس غدا غدًا
ارتفاع انخفاض صعود هبوط تراجع مكاسب خسائر طفيف طفيفا ارتفاعا انخفاضا تراجعا
مرتفعا مرتفعة منخفضا منخفضة متراجعا متراجعة
يرتفع ترتفع ينخفض تنخفض يتراجع تتراجع يصعد تصعد يهبط تهبط
"""
_MONTHS: Final = (word for names in GREGORIAN_NAMES for name in names for word in name.split())
_CHANGING: Final = frozenset(map(normalize, (*_WORDS.split(), *_MONTHS)))


def unchanging(title: str) -> list[str]:
    """The words of a title that stay from one part of its series to the next."""
    words = (word for word in tokenizer.words(title) if not any(letter.isdecimal() for letter in word))
    return [word for word in words if normalize(word) not in _CHANGING]


def key(article: Article) -> str:
    """What the parts of a series have in common; "" for an article that can be none."""
    words = unchanging(article.title)
    if not words or len(words) > MAX_WORDS or not article.source_id or not article.published:
        return ""
    shape = " ".join(sorted({normalize(word) for word in words}))
    return hashlib.sha256(f"{article.source_id}\0{shape}".encode("utf-8", "replace")).hexdigest()


def parts(article: Article, searcher: Searcher) -> list[Article]:
    """The articles of the source with this title, itself among them, if they make a series. Raises
    SearchError."""
    own = key(article)
    if not own or not article.source:
        return []
    query = parse(" ".join(unchanging(article.title)), match="all", analyzer=searcher.analyzer)
    query = replace(query, filters=(Filter("source", include=(article.source.slug,)),), sort="newest")
    ids = [hit.id for hit in searcher.engine.search(query, limit=LOOKED_AT).hits]
    rows = Article.objects.published().filter(pk__in=[*ids, article.pk]).order_by("published", "pk")
    same = [row for row in rows.only("title", "published", "source") if key(row) == own]
    days = {row.published for row in same if len(row.published) == 10}
    return same if len(days) >= MIN_DAYS else []


def name(articles: list[Article]) -> str:
    """What a series is called: the words that its titles begin with, else those of one that stay."""
    titles = [article.title.split() for article in articles]
    shared = takewhile(lambda words: len(set(words)) == 1, zip(*titles, strict=False))
    beginning = [words[0] for words in shared if not any(letter.isdecimal() for letter in words[0])]
    kept = beginning if len(beginning) > 1 else unchanging(articles[0].title)
    return " ".join(kept).strip(" .:،؛|-–«»\"'") or articles[0].title
