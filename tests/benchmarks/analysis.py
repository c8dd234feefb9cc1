"""How fast texts are analyzed: python -m tests.benchmarks.analysis [--corpus PATH] [--limit N].

The first pass over the corpus fills the (bounded) caches; the passes after it are the warm ones. What is
measured is processor time, so that what else the machine does counts less.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from tests.benchmarks.corpus import DEFAULT, read

WARM_PASSES = 3


def rate(work: Callable[[str], Sequence[object]], texts: Sequence[str]) -> float:
    """Words a second of processor time, of one pass."""
    started = time.process_time()
    words = sum(len(work(text)) for text in texts)
    return words / (time.process_time() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=DEFAULT)
    parser.add_argument("--limit", type=int, default=None, help="articles to read")
    options = parser.parse_args()
    texts = [f"{doc.title}\n{doc.body}" for doc in read(options.corpus, limit=options.limit)]
    started = time.process_time()
    analyzer = Analyzer()
    print(f"start             {time.process_time() - started:10.2f} s")
    for name, work in (("words", analyzer.words), ("all layers", analyzer.analyze)):
        print(f"{name:10} cold  {rate(work, texts):12,.0f} words/s")
        warm = max(rate(work, texts) for _ in range(WARM_PASSES))
        print(f"{name:10} warm  {warm:12,.0f} words/s, the best of {WARM_PASSES} passes")
    print(f"cache             {analyzer.layers.cache_info()}")


if __name__ == "__main__":
    main()
