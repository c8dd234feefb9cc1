"""A random sample of stemmed words to judge by hand: python -m tests.benchmarks.stems [--corpus PATH].

Prints, for words drawn by how often they occur (or, with --distinct, each word once), the word, what comes
off before it, and its stem. --start LETTERS keeps words that begin with one of these letters, --end with
one of these endings. The archive's own vocabulary is evidence with --vocabulary.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from tests.benchmarks.corpus import DEFAULT, read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=DEFAULT)
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", default="", help="first letters, such as وفبكلس")
    parser.add_argument("--end", nargs="*", default=[""], help="endings, such as ات ين")
    parser.add_argument("--distinct", action="store_true")
    parser.add_argument("--vocabulary", action="store_true")
    options = parser.parse_args()
    plain = Analyzer()
    counts: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for doc in read(options.corpus):
        words = plain.words(f"{doc.title}\n{doc.body}")
        counts.update(words)
        articles.update(set(words))
    chosen = [
        word
        for word in sorted(counts)
        if word.endswith(tuple(options.end)) and (not options.start or word[0] in options.start)
    ]
    weights = [1 if options.distinct else counts[word] for word in chosen]
    analyzer = Analyzer(articles) if options.vocabulary else plain
    for word in random.Random(options.seed).choices(chosen, weights, k=options.size):
        layers = analyzer.layers(word)
        print(f"{word}\t{layers.folded}\t{layers.stem}\t{layers.root}")


if __name__ == "__main__":
    main()
