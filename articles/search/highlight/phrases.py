"""Of the words that a query looks for, those that count where they stand.

A word that was asked for by itself is a hit anywhere. One that only a phrase asks for is a hit where the
phrase stands, and nowhere else in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.types import Node, Phrase, Word
from articles.search.visitors import leaves

Mark = tuple[int, int, int]  # a hit in a text: start, end, the number of what was looked for
Candidate = tuple[int, int, tuple[int, ...]]  # the same, with the numbers of all that it may be


class _Wanted(NamedTuple):
    """A phrase as the numbers of its words, and how many others may stand among them."""

    words: tuple[int, ...]
    slop: int

    def may_end_with(self, numbers: Sequence[int]) -> bool:
        """Whether a word that is one of these may be the last of the phrase."""
        return any(number in numbers for number in self.words) if self.slop else self.words[-1] in numbers


class Phrases:
    """The phrases of one query, among its scoring ``words``."""

    def __init__(self, node: Node, words: Sequence[Word], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        numbers = {word: number for number, word in enumerate(words)}
        found = [leaf for leaf in leaves(node) if isinstance(leaf, Phrase)]
        self._wanted = [_Wanted(tuple(numbers[word] for word in each.words), each.slop) for each in found]
        alone = {numbers[leaf] for leaf in leaves(node) if isinstance(leaf, Word)}
        self._bound = {number for each in self._wanted for number in each.words} - alone
        self._reach = max((len(each.words) - 1 for each in self._wanted), default=0)

    def marks(self, text: str, candidates: Iterable[Candidate]) -> Iterator[Mark]:
        """The hits among the candidates, which come in order and are read no further than needed."""
        if not self._bound:
            yield from ((start, end, numbers[0]) for start, end, numbers in candidates)
            return
        near: list[Candidate] = []
        hits: set[Candidate] = set()
        for candidate in candidates:
            near.append(candidate)
            for wanted in self._wanted:
                if wanted.may_end_with(candidate[2]):
                    hits.update(self._matching(text, near, wanted))
            if len(near) > self._reach:
                yield from self._mark(near.pop(0), hits)
        for candidate in near:
            yield from self._mark(candidate, hits)

    def _mark(self, candidate: Candidate, hits: set[Candidate]) -> Iterator[Mark]:
        start, end, numbers = candidate
        free = [number for number in numbers if number not in self._bound]
        if free or candidate in hits:
            yield start, end, free[0] if free else numbers[0]

    def _matching(self, text: str, near: Sequence[Candidate], wanted: _Wanted) -> Sequence[Candidate]:
        """The last candidates when they are the phrase; else none."""
        last = near[-len(wanted.words) :]
        if len(last) < len(wanted.words):
            return ()
        if wanted.slop:
            left = list(wanted.words)
            for _, _, numbers in last:
                left = _without(left, numbers)
            fits = not left
        else:
            fits = all(number in each[2] for number, each in zip(wanted.words, last, strict=True))
        return last if fits and self._others_among(text, last) <= wanted.slop else ()

    def _others_among(self, text: str, found: Sequence[Candidate]) -> int:
        gaps = ((one[1], other[0]) for one, other in pairwise(found))
        return sum(len(self._analyzer.words(text[start:end])) for start, end in gaps if end > start)


def _without(left: list[int], numbers: Iterable[int]) -> list[int]:
    for number in numbers:
        if number in left:
            left.remove(number)
            break
    return left
