"""Patterns, fuzzy terms and suggestions: the folded words of a snapshot that fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from articles.arabic.orthography.characters import ARTICLE
from articles.search.engines.whoosh.array_file import Array
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.engines.whoosh.live_counts import LiveCounts
from articles.search.engines.whoosh.segment_reader import SegmentReader
from articles.search.engines.whoosh.snapshot import IndexSnapshot
from articles.search.engines.whoosh.term_dictionary import Strings
from articles.search.terms import wildcards
from articles.search.types import Fuzzy, Pattern, QueryWarning

MANY = 2000  # words a segment proposes for a suggestion, the commonest first
RECOUNTED = 4  # times as many words as are wanted are counted in all segments


class Expander:
    def __init__(self, snapshot: IndexSnapshot, cache: ByteCache) -> None:
        self._snapshot = snapshot
        self._cache = cache

    def words(self, node: Pattern | Fuzzy) -> list[str]:
        """The folded words that the node stands for, at most ``patterns.MAX_WORDS``."""
        return self._found(node)[0]

    def warnings(self, node: Pattern | Fuzzy) -> tuple[QueryWarning, ...]:
        return (wildcards.cut_warning(node),) if self._found(node)[1] else ()

    def _found(self, node: Pattern | Fuzzy) -> tuple[list[str], bool]:
        key = (self._snapshot.key, "words", node)
        return self._cache.get(key, partial(self._search, node), lambda found: 100 * len(found[0]))

    def _search(self, node: Pattern | Fuzzy) -> tuple[list[str], bool]:
        counts = Counter[str]()
        for segment, live in self._counted():
            key = (segment.name, "words", node, live.of)
            find = partial(_fitting, node, segment, live)
            counts.update(self._cache.get(key, find, lambda found: 100 * len(found)))
        return wildcards.commonest(counts)

    def _counted(self) -> Iterator[tuple[SegmentReader, LiveCounts]]:
        return zip(self._snapshot.segments, self._snapshot.counts, strict=True)

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """The commonest spelling of each folded word that begins with ``prefix`` or ال and ``prefix``."""
        key = (self._snapshot.key, "suggest", prefix, limit)
        return self._cache.get(key, partial(self._suggest, prefix, limit), lambda found: 100 * len(found))

    def _suggest(self, prefix: str, limit: int) -> list[str]:
        """The commonest of what each segment proposes, counted in all of them: a segment proposes only its
        commonest ones, so that the sums alone would depend on which segments there are."""
        proposed = Counter[str]()
        for segment, live in self._counted():
            terms = segment.layers["folded"].terms
            ranges = (terms.beginning(head) for head in (prefix, ARTICLE + prefix))
            numbers = {number for first, last in ranges for number in _commonest(live.folded, first, last)}
            proposed.update({terms[number].decode(): int(live.folded[number]) for number in numbers})
        likely = sorted(+proposed, key=lambda word: (-proposed[word], word))[: RECOUNTED * limit]
        counts = {word: self._articles(word) for word in likely}
        best = sorted(counts, key=lambda word: (-counts[word], word))[:limit]
        return [self._spelling(folded) for folded in best]

    def _articles(self, folded: str) -> int:
        """The articles of a folded word's spellings, summed."""
        numbers = ((live, segment.layers["folded"].terms.find(folded)) for segment, live in self._counted())
        return sum(int(live.folded[number]) for live, number in numbers if number >= 0)

    def _spelling(self, folded: str) -> str:
        counts = Counter[str]()
        for segment, live in self._counted():
            counts.update(_spellings(segment, live, folded))
        return min(counts, key=lambda word: (-counts[word], word))


def _commonest(articles: Array, first: int, last: int) -> list[int]:
    """Of a range of folded words, the numbers of the ``MANY`` that most articles have."""
    if last - first <= MANY:
        return list(range(first, last))
    chosen: list[int] = (np.argpartition(articles[first:last], -MANY)[-MANY:] + first).tolist()
    return chosen


def _fitting(node: Pattern | Fuzzy, segment: SegmentReader, live: LiveCounts) -> dict[str, int]:
    """The fitting words of one segment, with the articles of their spellings, summed."""
    found = dict[str, int]()
    for numbers, words in _candidates(node, segment.layers["folded"].terms):
        for place in wildcards.fitting(node, words):
            if articles := int(live.folded[numbers[place]]):
                found[words[place]] = articles
    return found


def _candidates(node: Pattern | Fuzzy, terms: Strings) -> Iterator[tuple[Sequence[int], Sequence[str]]]:
    """The sorted terms, with their numbers, among which all are that fit."""
    heads = [head for head in wildcards.heads(node.glob) if head] if isinstance(node, Pattern) else []
    core = wildcards.core(node.glob) if isinstance(node, Pattern) else ""
    if heads:
        for first, last in {terms.beginning(head) for head in heads}:
            yield range(first, last), terms.texts(first, last)
    elif core:
        numbers = terms.containing(core).tolist()
        yield numbers, [terms[number].decode() for number in numbers]
    else:
        yield range(len(terms)), terms.texts()


def _spellings(segment: SegmentReader, live: LiveCounts, folded: str) -> dict[str, int]:
    numbers = segment.layers["folded"].words(folded).tolist()
    return {segment.words[number].decode(): int(live.words[number]) for number in numbers}
