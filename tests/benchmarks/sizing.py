"""What an archive of many millions of articles would need, from what an article costs: ``make sizing``.

Measures on a part of the corpus what an article takes: bytes of the database, of its original and of the
index, seconds of a processor to read, store and index it, and the memory of web process and worker. From
these follow, by the formulas below, shards, nodes, hours and money. Nothing of that size was run: what is not
measured is an assumption, stands in :class:`Assumptions`, and can be changed by an option of its name.

    index     = articles × index bytes                    without replicas
    shards    = index ÷ shard_gb, rounded up              a query asks one copy of each: the fan-out
    stored    = index × (1 + replicas)
    nodes     = the largest of 3; stored ÷ (0.7 × disk_gb); hot × stored ÷ (node_gb − heap_gb); query cores
    hours     = articles × seconds ÷ cores ÷ 3600         of importing and of building the index anew
    a query   = shards × fixed CPU + articles × growing CPU, on as many cores as there are shards
    money     = cores × core_price + memory × memory_price + disk × disk_price, a month
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from tests import processes
from tests.benchmarks import corpus, freshness
from tests.benchmarks.latency import folder_bytes
from tests.benchmarks.load import memory

ARTICLES: Final = 2_000
GB: Final = 2**30
SIZES: Final = (10_000_000, 100_000_000)


@dataclass(frozen=True)
class Costs:
    """Of an article, measured; of a query, from ``make bench-sizes``."""

    database_bytes: float  # with the original
    original_bytes: float
    whoosh_bytes: float
    tantivy_bytes: float
    read_seconds: float  # of a processor, as all seconds here
    store_seconds: float
    whoosh_seconds: float
    tantivy_seconds: float
    web_mb: float
    worker_mb: float


@dataclass(frozen=True)
class Assumptions:
    """What nobody measured here, or a choice."""

    opensearch_bytes: float = 7_000  # of the index for an article: make bench-sizes, at 200,000 articles
    opensearch_seconds: float = 0.0032  # of client and node, to index one: the same
    query_fixed_ms: float = 15.0  # of a shard's processor, however small: the same
    query_growing_ms: float = 20.0  # of a million articles: a guess; from 20,000 to 200,000 none was seen
    shard_gb: float = 30.0  # what OpenSearch's own guide advises for search: 10 to 50
    replicas: float = 1
    hot: float = 0.25  # part of the index that must lie in memory for queries not to wait for disks
    node_cores: float = 16
    node_gb: float = 64.0  # memory
    heap_gb: float = 16.0
    disk_gb: float = 2_000.0
    import_cores: float = 16
    queries_a_second: float = 50.0
    core_price: float = 8.0  # a month, in euros, as for the two below
    memory_price: float = 2.5  # a GB
    disk_price: float = 0.08  # a GB


# ---- the formulas ----


@dataclass(frozen=True)
class Plan:
    """What an archive of that size takes."""

    articles: int
    database_gb: float
    index_gb: float  # without replicas
    shards: int
    nodes: int
    import_hours: float
    rebuild_hours: float
    query_ms: float  # of the slowest shard
    query_cpu_ms: float  # of all shards
    euros: float  # a month


def plan(articles: int, costs: Costs, of: Assumptions) -> Plan:
    """By the formulas at the head of this module."""
    index = articles * of.opensearch_bytes / GB
    database = articles * costs.database_bytes / GB
    shards = math.ceil(index / of.shard_gb)
    growing = articles / 1e6 * of.query_growing_ms
    query_cpu = shards * of.query_fixed_ms + growing
    stored = index * (1 + of.replicas)
    nodes = max(
        3,
        math.ceil(stored / (0.7 * of.disk_gb)),
        math.ceil(stored * of.hot / (of.node_gb - of.heap_gb)),
        math.ceil(of.queries_a_second * query_cpu / 1000 / (0.5 * of.node_cores)),
    )
    importing = costs.read_seconds + costs.store_seconds + of.opensearch_seconds
    machines = nodes + 2  # the database with its stand-by
    money = machines * (of.node_cores * of.core_price + of.node_gb * of.memory_price)
    money += (stored / 0.7 + 2 * database / 0.7) * of.disk_price
    return Plan(
        articles=articles,
        database_gb=database,
        index_gb=index,
        shards=shards,
        nodes=nodes,
        import_hours=articles * importing / of.import_cores / 3600,
        rebuild_hours=articles * of.opensearch_seconds / of.import_cores / 3600,
        query_ms=of.query_fixed_ms + growing / shards,
        query_cpu_ms=query_cpu,
        euros=money,
    )


def one_machine(memory_gb: float, disk_gb: float, costs: Costs) -> dict[str, int]:
    """How many articles fit, by engine: two web processes and a worker within half the memory, and an index,
    the one that a rebuild makes beside it, and the database within 70 of 100 of the disk."""
    free = memory_gb / 2 * 1024 - 2 * costs.web_mb - costs.worker_mb
    found = {}
    for name, index, kilobytes in (
        ("whoosh", costs.whoosh_bytes, 3.0),
        ("tantivy", costs.tantivy_bytes, 0.0),
    ):
        by_disk = 0.7 * disk_gb * GB / (costs.database_bytes + 2 * index)
        by_memory = free * 1024 / kilobytes if kilobytes else math.inf  # a cache of 1 KB in three processes
        found[name] = int(min(by_disk, by_memory))
    return found


# ---- the measurements ----


def measured(source: Path, articles: int) -> Costs:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, _ = freshness.split(source, folder, articles)
        read = _cpu(lambda: _read(file))
        engines = {engine: _indexed(engine, folder, source, articles) for engine in ("whoosh", "tantivy")}
        data = folder / "data"
        processes.run(data, "migrate", "-v0")
        whole = _cpu(lambda: processes.run(data, "import", str(file), "--json"))
        with sqlite3.connect(data / "archive.sqlite3") as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            stored, packed = database.execute(
                "SELECT count(*), sum(length(packed)) FROM articles_original"
            ).fetchone()
        web, worker = _memory(data)
        return Costs(
            database_bytes=(data / "archive.sqlite3").stat().st_size / stored,
            original_bytes=packed / stored,
            whoosh_bytes=engines["whoosh"][1] / articles,
            tantivy_bytes=engines["tantivy"][1] / articles,
            read_seconds=read / articles,
            store_seconds=max(0.0, whole - read - engines["whoosh"][0]) / articles,
            whoosh_seconds=engines["whoosh"][0] / articles,
            tantivy_seconds=engines["tantivy"][0] / articles,
            web_mb=web,
            worker_mb=worker,
        )


def _read(file: Path) -> None:
    """In a process that ends, with the one that reads for it: only then are its seconds counted."""
    script = f"from articles.ingest import sandbox; list(sandbox.read({str(file)!r}))"
    subprocess.run([sys.executable, "-c", script], cwd=processes.ROOT, check=True)


def _cpu(work: Callable[[], object]) -> float:
    """Seconds of a processor, of this process and of those that it started and that ended."""

    def used() -> float:
        own, ended = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime

    before = used()
    work()
    return used() - before


def _indexed(name: str, folder: Path, source: Path, articles: int) -> tuple[float, int]:
    """Processor seconds and bytes of an index of so many articles."""
    docs = list(corpus.read(source, limit=articles))
    engine = registry.create(name, folder / name, Analyzer())
    seconds = _cpu(lambda: engine.rebuild(iter(docs)))
    engine.close()
    return seconds, folder_bytes(folder / name)


def _memory(data: Path) -> tuple[float, float]:
    """Megabytes of its own of a web process, after some searches, and of the worker."""
    port = processes.free_port()
    with processes.running(data, "serve", PORT=str(port), WEB_WORKERS="1", **processes.UNLIMITED):
        assert processes.until(lambda: freshness.alive(port), 120)
        for word in ("السعودية", "وزارة الصحة", "أسعار النفط", "القوات") * 25:
            freshness.ask(port, word)
        sizes = memory(data)
    web = max(size for name, size in sizes.items() if name.startswith("gunicorn"))
    return web, max(size for name, size in sizes.items() if name.startswith("worker"))


# ---- the tables ----


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="that are measured")
    parser.add_argument(
        "--costs", type=Path, help="a file of costs measured before; made when it is not there"
    )
    for each in fields(Assumptions):
        parser.add_argument(f"--{each.name}", type=float, default=each.default)
    options = vars(parser.parse_args())
    file: Path | None = options["costs"]
    if file and file.exists():
        costs = Costs(**json.loads(file.read_text("utf-8")))
    else:
        costs = measured(options["corpus"], options["articles"])
        if file:
            file.write_text(json.dumps(asdict(costs), indent=1), "utf-8")
    report(costs, Assumptions(**{each.name: options[each.name] for each in fields(Assumptions)}))


def report(costs: Costs, of: Assumptions) -> None:
    show("an article costs (measured)", asdict(costs))
    show("assumed", asdict(of))
    for memory_gb, disk_gb in ((4, 80), (16, 400), (64, 2_000)):
        held = one_machine(memory_gb, disk_gb, costs)
        print(f"one machine of {memory_gb} GB and {disk_gb} GB of disk: ", end="")
        print(", ".join(f"{name} {articles:,}" for name, articles in held.items()))
    for articles in SIZES:
        show(f"{articles:,} articles (computed)", asdict(plan(articles, costs, of)))


def show(title: str, values: dict[str, Any]) -> None:
    print(f"\n{title}")
    for name, value in values.items():
        print(f"  {name:20} {value:>16,.4g}" if value < 1 else f"  {name:20} {value:>16,.1f}")


if __name__ == "__main__":
    main()
