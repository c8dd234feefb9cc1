"""Our engines beside each other as the archive grows, and where their lines cross: ``make bench-sizes``.

For each size every engine builds its index in a process of its own, one after the other; then one process
has all of them open and puts each query to each in turn, so that whatever else the machine does meets all
alike. Beside the milliseconds stand those of processor time, of the cluster's node too, which no load
changes. A cluster of one node is started for the run, with one shard and no replica.

Words are analyzed by each engine for itself, and remembered, as in the product: no work is shared.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.engines.opensearch import connection
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.types import And, Doc, Filter, Or, Phrase, Query, Word
from tests.benchmarks import corpus
from tests.benchmarks.engines import percentiles
from tests.benchmarks.latency import folder_bytes, memory_mb
from tests.servers.opensearch import nodes

ENGINES: Final = ("whoosh", "tantivy", "opensearch")
KINDS: Final = ("all", "any", "phrase", "facets")
PATIENCE: Final = 600.0  # seconds, with a node that others leave little of the processor
TOP: Final = 10
WARMING: Final = 50  # queries
SOURCE: Final = "aawsat"  # what the filter asks for; the facets are source and year
TICK: Final = 1 / os.sysconf("SC_CLK_TCK")  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--only", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--heap", default="2g", help="memory of the cluster's node, besides the page cache")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    parser.add_argument(
        "--build", nargs=4, metavar=("ENGINE", "ARTICLES", "FOLDER", "URL"), help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    if options.build:
        print(json.dumps(built(options.corpus, *options.build)))
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        nodes.running(Path(folder) / "nodes", heap=options.heap) as cluster,
    ):
        figures = {size: of_size(size, options, Path(folder), cluster) for size in options.articles}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")
    crossings(figures)


def of_size(
    size: int, options: argparse.Namespace, folder: Path, cluster: nodes.TestCluster
) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name in options.only:
        place = folder / f"{name}-{size}"
        node_before = node_seconds(cluster)
        command = [sys.executable, "-m", "tests.benchmarks.sizes", "--corpus", str(options.corpus)]
        command += ["--build", name, str(size), str(place), cluster.url]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        figures[name] = json.loads(done.stdout)
        if name == "opensearch":
            figures[name]["cpu_seconds"] += node_seconds(cluster) - node_before
            figures[name]["memory_mb"] += resident_mb(cluster)
    analyzer = Analyzer()
    titles = [doc.title for doc in corpus.varied(options.corpus, min(size, 20_000)) if doc.title]
    words = corpus.headline_queries(titles, analyzer, count=options.queries)
    engines = {name: engine(name, folder / f"{name}-{size}", analyzer, cluster.url) for name in options.only}
    asked(engines, "any", words[:WARMING], cluster)  # a virtual machine compiles what it has done some times
    for kind in KINDS:
        for name, found in asked(engines, kind, words, cluster).items():
            figures[name][kind] = found
    for each in engines.values():
        each.close()
    report(size, figures)
    return figures


def engine(name: str, folder: Path, analyzer: Analyzer, url: str) -> Engine:
    connection._REQUEST_SECONDS = PATIENCE
    own = {"cluster": _cluster(folder, url)} if name == "opensearch" else {}
    return registry.create(name, folder, analyzer, **own)


def _cluster(folder: Path, url: str) -> Cluster:
    return Cluster(url=url, index=folder.name, replicas=0, read_seconds=PATIENCE, write_seconds=PATIENCE)


# ---- building ----


def built(source: Path, name: str, articles: str, folder: str, url: str) -> dict[str, Any]:
    """Of one engine, in this process; making the texts is not counted."""
    one = engine(name, Path(folder), Analyzer(), url)
    text, made, made_cpu = 0, 0.0, 0.0

    def docs() -> Iterator[Doc]:
        nonlocal text, made, made_cpu
        stream = corpus.varied(source, int(articles))
        while True:
            wall, cpu = time.perf_counter(), time.thread_time()
            doc = next(stream, None)
            made, made_cpu = made + time.perf_counter() - wall, made_cpu + time.thread_time() - cpu
            if doc is None:
                return
            text += len(f"{doc.title} {doc.body}".encode())
            yield doc

    begun, load = time.perf_counter(), os.getloadavg()[0]
    one.rebuild(docs())
    seconds = time.perf_counter() - begun - made
    used = os.times()
    cpu = used.user + used.system + used.children_user + used.children_system - made_cpu
    return {
        "text_mb": text / 2**20,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "index_mb": index_bytes(name, Path(folder), url) / 2**20,
        "memory_mb": memory_mb(),
        "load": max(load, os.getloadavg()[0]),
    }


def index_bytes(name: str, folder: Path, url: str) -> int:
    if name != "opensearch":
        return folder_bytes(folder)
    cluster = _cluster(folder, url)
    # Not the store's size: that is ten seconds old, and counts what merging has not removed yet.
    parts = connection.connect(cluster).cat.segments(
        index=cluster.index, params={"format": "json", "bytes": "b"}
    )
    return sum(int(part["size"]) for part in parts)


# ---- asking ----


def asked(
    engines: dict[str, Engine], kind: str, words: Sequence[Sequence[Word]], cluster: nodes.TestCluster
) -> dict[str, Any]:
    """Percentiles in milliseconds of the first and of the second time, processor time, and matches."""
    queries = [query(kind, several) for several in words if kind != "phrase" or len(several) > 1]
    times: dict[str, dict[str, list[float]]] = {name: {"first": [], "second": []} for name in engines}
    cpu, matches = dict.fromkeys(engines, 0.0), dict.fromkeys(engines, 0)
    for turn in ("first", "second"):
        for each in queries:
            for name, one in engines.items():
                begun, used = time.perf_counter(), _used(name, cluster)
                total = one.search(each, limit=TOP).total
                times[name][turn].append((time.perf_counter() - begun) * 1000)
                cpu[name] += (_used(name, cluster) - used) if turn == "first" else 0.0
                matches[name] += total if turn == "first" else 0
    return {
        name: {turn: percentiles(several) for turn, several in turns.items()}
        | {"cpu_ms": cpu[name] / len(queries) * 1000, "matches": matches[name]}
        for name, turns in times.items()
    }


def _used(name: str, cluster: nodes.TestCluster) -> float:
    """Seconds of processor time of this process and, of the cluster's engine, of its node: in hundredths, but
    summed over all queries."""
    return time.process_time() + (node_seconds(cluster) if name == "opensearch" else 0.0)


def query(kind: str, words: Sequence[Word]) -> Query:
    if kind == "any":
        return Query("", Or(tuple(words)))
    if kind == "phrase":  # it keeps its clitics: the folded layer decides
        return Query("", Phrase(tuple(Word(word.text, word.forms[:2]) for word in words)))
    if kind == "facets":
        filters = (Filter("source", (SOURCE,)),)
        return Query("", And(tuple(words)), filters=filters, facets=("source", "year"))
    return Query("", And(tuple(words)))


def node_seconds(cluster: nodes.TestCluster) -> float:
    fields = Path(f"/proc/{cluster.nodes[0].pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


def resident_mb(cluster: nodes.TestCluster) -> float:
    pages = int(Path(f"/proc/{cluster.nodes[0].pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


# ---- the tables ----


def report(size: int, figures: dict[str, Any]) -> None:
    text = next(iter(figures.values()))["text_mb"]
    load = max(one["load"] for one in figures.values())
    print(f"\n{size:,} articles, {text:.0f} MB of text, load up to {load:.1f}", flush=True)
    for name, one in figures.items():
        print(
            f"{name:11} {size / one['seconds']:6.0f} articles/s, "
            f"{size / one['cpu_seconds']:6.0f} a CPU second, memory {one['memory_mb']:5.0f} MB, "
            f"index {one['index_mb']:6.0f} MB = {one['index_mb'] / text:.2f} x text"
        )
    print(
        f"{'':11} {'ms':8}"
        + "".join(f"{f'{turn} {p}':>12}" for turn in ("first", "second") for p in PERCENTILES)
    )
    for kind in KINDS:
        for name, one in figures.items():
            cells = [one[kind][turn][p] for turn in ("first", "second") for p in PERCENTILES]
            print(
                f"{name:11} {kind:8}" + "".join(f"{cell:12.2f}" for cell in cells)
                + f"   {one[kind]['cpu_ms']:.2f} ms CPU, {one[kind]['matches']} matches", flush=True
            )  # fmt: skip


def crossings(figures: dict[int, dict[str, Any]]) -> None:
    """Between the two largest sizes, where a straight line through both meets that of another engine. Beyond
    what was measured nothing is said: two points are no law."""
    sizes = sorted(figures)[-2:]
    if len(sizes) < 2:
        return
    print("\nwhere the lines between the two largest sizes cross, by the processor's time of a query")
    for kind in KINDS:
        for one, other in (("whoosh", "tantivy"), ("whoosh", "opensearch"), ("tantivy", "opensearch")):
            if {one, other} <= figures[sizes[0]].keys():
                print(f"{kind:8} {one} and {other}: {_crossing(figures, sizes, kind, one, other)}")


def _crossing(figures: dict[int, dict[str, Any]], sizes: list[int], kind: str, one: str, other: str) -> str:
    def cpu(size: int, name: str) -> float:
        return float(figures[size][name][kind]["cpu_ms"])

    before, after = (cpu(size, one) - cpu(size, other) for size in sizes)
    if before * after > 0:
        return f"not between {sizes[0]:,} and {sizes[1]:,} articles: {one if after < 0 else other} takes less"
    at = sizes[0] + (sizes[1] - sizes[0]) * before / ((before - after) or 1)
    return f"at {at:,.0f} articles"


PERCENTILES: Final = ("p50", "p95", "p99")

if __name__ == "__main__":
    main()
