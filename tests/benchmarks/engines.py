"""Our engines side by side with what they compete with: ``make bench``.

Every contender is built and asked in a process of its own, one after the other, over the same articles and
with the same queries, drawn from headlines with a fixed seed. Cold: the first time that a query is asked
after the index was opened. Hot: the second time.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.types import Doc, Word
from tests.benchmarks import corpus
from tests.benchmarks.contenders import CONTENDERS, KINDS, Contender, Kind, contender
from tests.benchmarks.latency import folder_bytes, memory_mb

ARTICLES = 4_000  # a run takes some minutes: stock Whoosh indexes a hundred articles a second
QUERIES = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="of the corpus; 0: all")
    parser.add_argument("--copies", type=int, default=1, help="of these articles")
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=CONTENDERS)
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, options)))
        return
    figures = {}
    for name in options.only:
        print(f"{name} …", file=sys.stderr, flush=True)
        figures[name] = in_own_process(name, options)
    table(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")


def in_own_process(name: str, options: argparse.Namespace) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.engines", "--one", name]
    for option in ("corpus", "articles", "copies", "queries"):
        command += [f"--{option}", str(getattr(options, option))]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


# ---- one contender ----


def measured(name: str, options: argparse.Namespace) -> dict[str, Any]:
    analyzer = Analyzer()
    with tempfile.TemporaryDirectory() as folder:
        one = contender(name, Path(folder) / "index", analyzer)
        figures = built(one, Path(folder), options)
        figures["build_mb"] = round(memory_mb())
        titles = [
            doc.title for doc in corpus.read(options.corpus, limit=options.articles or None) if doc.title
        ]
        words = corpus.headline_queries(titles, analyzer, count=options.queries)
        one.open()
        figures["latency_ms"] = {kind: asked(one, kind, words) for kind in KINDS}
    return figures


def built(one: Contender, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    text = articles = 0

    def counted() -> Iterator[Doc]:
        nonlocal text, articles
        for doc in corpus.read(options.corpus, limit=options.articles or None, copies=options.copies):
            articles += 1
            text += len(f"{doc.title} {doc.body}".encode())
            yield doc

    started = time.perf_counter()
    before = cpu_seconds()
    one.build(counted())
    seconds = time.perf_counter() - started
    return {
        "articles": articles,
        "text_mb": round(text / 2**20, 1),
        "articles_per_second": round(articles / seconds),
        "articles_per_cpu_second": round(articles / (cpu_seconds() - before)),
        "index_mb": round(folder_bytes(folder) / 2**20, 1),
        "index_per_text": round(folder_bytes(folder) / text, 2),
    }


def cpu_seconds() -> float:
    """Of this process and of the children that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def asked(one: Contender, kind: Kind, words: Sequence[Sequence[Word]]) -> dict[str, Any]:
    """Percentiles of all queries, cold and hot, and of how many articles they match."""
    wanted = [several for several in words if kind != "phrase" or len(several) > 1]
    totals: list[int] = []
    cold, hot = list[float](), list[float]()
    for times in (cold, hot):
        totals.clear()
        for several in wanted:
            started = time.perf_counter()
            totals.append(one.ask(kind, several))
            times.append((time.perf_counter() - started) * 1000)
    return {"cold": percentiles(cold), "hot": percentiles(hot), "matches": sum(totals)}


def percentiles(times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {f"p{p}": round(cuts[p - 1], 3) for p in (50, 95, 99)}


# ---- the table ----


def table(figures: dict[str, dict[str, Any]]) -> None:
    any_one = next(iter(figures.values()))
    print(f"{any_one['articles']} articles, {any_one['text_mb']} MB of text\n")
    print(f"{'':14}{'articles/s':>12}{'per CPU s':>11}{'index MB':>10}{'× text':>8}{'memory MB':>11}")
    for name, one in figures.items():
        print(
            f"{name:14}{one['articles_per_second']:12}{one['articles_per_cpu_second']:11}"
            f"{one['index_mb']:10}{one['index_per_text']:8}{one['build_mb']:11}"
        )
    for kind in KINDS:
        print(
            f"\n{kind:14}"
            + "".join(f"{heat} {p:>4}".rjust(11) for heat in ("cold", "hot") for p in PERCENTILES)
        )
        for name, one in figures.items():
            latency = one["latency_ms"][kind]
            cells = [latency[heat][p] for heat in ("cold", "hot") for p in PERCENTILES]
            print(
                f"{name:14}" + "".join(f"{cell:11.2f}" for cell in cells) + f"   {latency['matches']} matches"
            )


PERCENTILES = ("p50", "p95", "p99")

if __name__ == "__main__":
    main()
