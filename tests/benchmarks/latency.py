"""How fast one engine indexes and answers: ``python -m tests.benchmarks.latency --engine whoosh``."""

from __future__ import annotations

import argparse
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.types import Doc, Query
from tests.benchmarks import corpus


def folder_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def percentiles(times: list[float]) -> str:
    cuts = statistics.quantiles(times, n=100)
    return f"p50 {cuts[49] * 1000:.2f}  p95 {cuts[94] * 1000:.2f}  p99 {cuts[98] * 1000:.2f} ms"


def timed(engine: Engine, queries: list[Query]) -> list[float]:
    times = []
    for query in queries:
        started = time.perf_counter()
        engine.search(query, limit=10)
        times.append(time.perf_counter() - started)
    return times


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    options.add_argument("--engine", default="whoosh")
    options.add_argument("--limit", type=int)
    options.add_argument("--copies", type=int, default=1)
    options.add_argument("--queries", type=int, default=400)
    options.add_argument("--index", type=Path, help="keep the index here; used as it is when it exists")
    chosen = options.parse_args()
    analyzer = Analyzer()
    location = chosen.index or Path(tempfile.mkdtemp())
    engine = registry.create(chosen.engine, location, analyzer)
    if engine.fingerprint() is None:
        build(engine, location, chosen)
    titles = [doc.title for doc in corpus.read(chosen.corpus, limit=chosen.limit) if doc.title]
    words = corpus.headline_queries(titles, analyzer, count=chosen.queries)
    for name, make in (("all", corpus.all_words), ("any", corpus.any_word)):
        queries = [Query(text="", node=make(several)) for several in words]
        engine.close()
        engine.search(Query(text="", node=queries[0].node))
        print(f"{name} words, cold  {percentiles(timed(engine, queries))}")
        print(f"{name} words, hot   {percentiles(timed(engine, queries))}")
        for length in range(4):
            print(f"   {length + 1} words, hot  {percentiles(timed(engine, queries[length::4]))}")
    print(f"peak memory {memory_mb():.0f} MB")


def build(engine: Engine, location: Path, chosen: argparse.Namespace) -> None:
    text = articles = 0

    def counted() -> Iterator[Doc]:
        nonlocal text, articles
        for doc in corpus.read(chosen.corpus, limit=chosen.limit, copies=chosen.copies):
            articles += 1
            text += len(f"{doc.title} {doc.body}".encode())
            yield doc

    started = time.perf_counter()
    engine.rebuild(counted())
    seconds = time.perf_counter() - started
    size = folder_bytes(location)
    print(
        f"{articles} articles, {text / 2**20:.0f} MB of text, in {seconds:.1f} s: {articles / seconds:.0f}/s"
    )
    print(f"index {size / 2**20:.0f} MB = {size / text:.2f} × text; peak memory {memory_mb():.0f} MB")


if __name__ == "__main__":
    main()
