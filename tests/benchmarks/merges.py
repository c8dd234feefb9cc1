"""Pairs of words that one search finds, to judge by hand: python -m tests.benchmarks.merges [--corpus PATH].

Draws words by how often they occur, and for each another word that the analyzer takes for a form of the same
lemma, drawn likewise; each stands with the words around it, so that homographs can be told. ``--kind lemma``
draws among all spellings of a lemma, ``noun`` and ``verb`` among those that only the data of nouns and verbs,
not the stem, brings together. ``--rare`` draws every word with the same chance, however rare it is.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal, get_args

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.additions import NO_ADDITIONS
from articles.arabic.morphology.lemmas import Lemmas
from articles.arabic.morphology.lexicon import Lexicon
from articles.search.types import Doc
from tests.benchmarks.corpus import DEFAULT, read
from tests.benchmarks.relevance import vocabulary

Kind = Literal["lemma", "noun", "verb"]
AROUND = 4  # words before and behind


class Places:
    """How often each word occurs, and one of its places, each with the same chance."""

    def __init__(self, docs: Iterable[Doc], analyzer: Analyzer, chance: random.Random) -> None:
        self.counts: Counter[str] = Counter()
        self._contexts: dict[str, str] = {}
        for doc in docs:
            words = analyzer.words(f"{doc.title}\n{doc.body}")
            for place, word in enumerate(words):
                self.counts[word] += 1
                if chance.random() * self.counts[word] < 1:
                    self._contexts[word] = _around(words, place)

    def context(self, word: str) -> str:
        return self._contexts[word]


def _around(words: Sequence[str], place: int) -> str:
    before, after = words[max(0, place - AROUND) : place], words[place + 1 : place + 1 + AROUND]
    return " ".join([*before, f"[{words[place]}]", *after])


def families(
    words: Iterable[str], analyzer: Analyzer, nouns: Container[str], kind: Kind
) -> list[list[tuple[str, str]]]:
    """The words of each lemma of the kind, each word with what must differ in a pair of them."""
    found = defaultdict[str, list[tuple[str, str]]](list)
    for word in sorted(words):
        layers = analyzer.layers(word)
        if kind == "lemma" or (layers.lemma in nouns) == (kind == "noun"):
            found[layers.lemma].append((word, layers.folded if kind == "lemma" else layers.stem))
    return [family for family in found.values() if len({key for _, key in family}) > 1]


def pairs(
    found: Sequence[Sequence[tuple[str, str]]], weight: Callable[[str], int], chance: random.Random
) -> Iterator[tuple[str, str]]:
    """Pairs without end: a word by its weight, then another of its family by its own."""
    weights = [sum(weight(word) for word, _ in family) for family in found]
    while True:
        (family,) = chance.choices(found, weights)
        ((first, key),) = chance.choices(family, [weight(word) for word, _ in family])
        others = [word for word, other in family if other != key]
        if others:
            yield first, chance.choices(others, [weight(word) for word in others])[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=DEFAULT)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=get_args(Kind), default="lemma")
    parser.add_argument("--rare", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    docs = list(read(options.corpus))
    analyzer = Analyzer(vocabulary(docs, Analyzer()))
    places = Places(docs, analyzer, chance)
    found = families(
        places.counts, analyzer, Lemmas(Lexicon(), NO_ADDITIONS, frozenset()).nouns, options.kind
    )
    drawn = pairs(found, lambda word: 1 if options.rare else places.counts[word], chance)
    for number, (first, second) in enumerate(islice(drawn, options.size), 1):
        print(f"{number}\t{analyzer.layers(first).lemma}\t{first} / {second}")
        print(f"\t{places.context(first)}\n\t{places.context(second)}")


if __name__ == "__main__":
    main()
