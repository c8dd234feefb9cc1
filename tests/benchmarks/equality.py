"""Whether an engine answers as the reference does: ``python -m tests.benchmarks.equality --engine whoosh``.

``--engine opensearch`` starts a node of its own (``make opensearch`` fetches it); ``--shards`` splits it.
Random queries of every kind over a sample of real articles: the same ids, totals, facets, scores within
1e-4, the same order except between scores closer than 1e-3.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.types import Doc
from tests.benchmarks import corpus
from tests.search.equality import assert_same
from tests.search.random_queries import Random
from tests.servers.opensearch.nodes import running


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    options.add_argument("--engine", default="whoosh")
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--queries", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--shards", type=int, default=1)
    chosen = options.parse_args()
    analyzer = Analyzer()
    with engine_of(chosen.engine, analyzer, chosen.shards) as engine:
        compare(engine, analyzer, chosen)


@contextmanager
def engine_of(name: str, analyzer: Analyzer, shards: int) -> Iterator[Engine]:
    """An engine with an index of its own."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        options = {}
        if name == "opensearch":
            url = servers.enter_context(running(Path(folder) / "nodes")).url
            options["cluster"] = Cluster(url=url, shards=shards, replicas=0)
        engine = registry.create(name, Path(folder) / "index", analyzer, **options)
        yield engine
        engine.close()


def compare(engine: Engine, analyzer: Analyzer, chosen: argparse.Namespace) -> None:
    docs = sample(chosen.corpus, chosen.articles, analyzer, chosen.seed)
    reference = registry.create("memory", "", analyzer)
    for one in (reference, engine):
        one.rebuild(docs)
    counts = Counter(word for doc in docs for word in set(analyzer.words(doc.body)))
    words = [word for word, _ in counts.most_common(5000)]
    chance = Random(analyzer, chosen.seed, words)
    found = 0
    for number in range(1, chosen.queries + 1):
        asked = chance.query()
        try:
            found += bool(assert_same(reference, engine, asked).total)
        except AssertionError:
            sys.exit(f"query {number} of seed {chosen.seed} differs: {asked}")
    print(f"{chosen.queries} queries over {len(docs)} articles: all alike; {found} found something")


def sample(path: Path, count: int, analyzer: Analyzer, seed: int) -> list[Doc]:
    """Every tenth article, with the columns that real ones lack drawn at random."""
    drawn = Random(analyzer, seed).docs(count)
    real = islice(corpus.read(path), 0, None, max(1, 19_000 // count))
    return [
        replace(invented, title=doc.title, body=doc.body) for invented, doc in zip(drawn, real, strict=False)
    ]


if __name__ == "__main__":
    main()
