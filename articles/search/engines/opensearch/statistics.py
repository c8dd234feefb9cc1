"""What ranking needs to know of the whole index: how many articles, how long, how many have a word.

Asked of every shard by the term vectors of an article that does not exist, which takes a millisecond for all
the words of a query; like Lucene's own counts these take deleted articles in, until segments are merged.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from opensearchpy import OpenSearch

from articles.search.engines.opensearch.schema import EVERY, EVERY_VALUE, FIELDS, TEXT, stored
from articles.search.ranking import bm25
from articles.search.ranking.bm25 import Field
from articles.search.types import Form, Word

MAX_AGE: Final = (
    1.5  # seconds in which another process may have changed the index: a new word counts from then on
)
_NOBODY = "?"  # a word that no text has: for the counts of its field
_OPTIONS = {
    "term_statistics": "true",
    "field_statistics": "true",
    "realtime": "false",
    "positions": "false",
    "offsets": "false",
    "payloads": "false",
}
Term = tuple[str, str]  # field and word


@dataclass
class _Counts:
    """Of one index at one time. ``words``: how many there are in all titles and in all bodies."""

    shards: int
    made: float
    articles: int = 0
    words: Counter[str] = field(default_factory=Counter)
    having: Counter[Term] = field(default_factory=Counter)


class Statistics:
    """Counts what queries need, and remembers it for a while. Safe for threads."""

    def __init__(self, client: OpenSearch) -> None:
        self._client = client
        self._counts: _Counts | None = None

    def forget(self) -> None:
        """The index has changed."""
        self._counts = None

    def of(self, index: str, words: Iterable[Word]) -> WordStatistics:
        """Counts for these words in the index. Raises NotFoundError."""
        wanted = {
            (TEXT[name, form.layer], stored(term))
            for word in words
            for form in word.forms
            for name in FIELDS
            for term in form.terms
        }
        counts = self._counts
        if counts is None or time.monotonic() - counts.made > MAX_AGE:
            counts = _Counts(self._shards(index), time.monotonic())
        if unknown := [term for term in wanted if term not in counts.having]:
            self._count(index, counts, unknown)
        self._counts = counts
        return WordStatistics(counts)

    def _shards(self, index: str) -> int:
        return len(self._client.search_shards(index=index)["shards"])

    def _count(self, index: str, counts: _Counts, terms: Sequence[Term]) -> None:
        texts = {EVERY: [EVERY_VALUE]} | {TEXT[name, "surface"]: [_NOBODY] for name in FIELDS}
        for name, term in terms:
            texts.setdefault(name, []).append(term)
        body = {"doc": {name: " ".join(values) for name, values in texts.items()}}
        articles, words, having = 0, Counter[str](), Counter[Term](dict.fromkeys(terms, 0))
        for shard in range(counts.shards):
            answer = self._client.termvectors(
                index=index,
                body=body,
                preference=f"_shards:{shard}",
                params=_OPTIONS | {"fields": ",".join(texts)},
            )
            vectors = answer["term_vectors"]
            articles += _having(vectors, EVERY, EVERY_VALUE)
            for name in FIELDS:
                words[name] += max(0, _total(vectors, TEXT[name, "surface"]))
            for name, term in terms:
                having[name, term] += _having(vectors, name, term)
        counts.articles, counts.words = articles, words
        counts.having |= having


def _total(vectors: dict[str, Any], name: str) -> int:
    """How many words the field has in all articles."""
    total: int = vectors[name]["field_statistics"]["sum_ttf"]
    return total


def _having(vectors: dict[str, Any], name: str, term: str) -> int:
    having: int = vectors[name]["terms"][term].get("doc_freq", 0)
    return having


class WordStatistics:
    """What ranking asks of some words."""

    def __init__(self, counts: _Counts) -> None:
        self._articles, self._words, self._having = counts.articles, counts.words, counts.having

    def average(self, name: Field) -> float:
        """The mean length of the field over all articles."""
        return self._words[name] / self._articles if self._articles else 0.0

    def having(self, name: Field, form: Form) -> list[int]:
        """How many articles have each term of the form."""
        return [self._having[TEXT[name, form.layer], stored(term)] for term in form.terms]

    def idf(self, name: Field, form: Form) -> float:
        """Of the form's commonest term."""
        maximum = max(self.having(name, form), default=0)
        return bm25.idf(max(self._articles, maximum), maximum)
