"""The whole request: search page and JSON endpoint beside an empty Django view, ``make bench-http``.

Serves an archive of corpus articles with gunicorn, as ``manage.py serve`` does, and asks with connections
that stay open: one reader for the times, several for the requests a second. The empty view is ``/healthz``,
behind the same middleware. Client and server share the machine.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from articles.arabic.analysis.analyzer import Analyzer
from tests import processes
from tests.benchmarks import corpus
from tests.benchmarks.freshness import alive, split

SECONDS = 5.0
CLIENTS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--engine", default="whoosh")
    parser.add_argument("--data", type=Path, help="an archive that is there already")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder), options)
    table(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


def run(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    data, port = options.data or folder / "data", processes.free_port()
    environment = {"SEARCH_ENGINE": options.engine, "PORT": str(port), **processes.UNLIMITED}
    if not options.data:
        first, _ = split(options.corpus, folder, options.articles)
        for command in (("migrate", "-v0"), ("import", str(first), "--json")):
            processes.start(data, *command, **environment).communicate()
    server = processes.start(data, "serve", **environment)
    try:
        if not processes.until(lambda: alive(port), 300):
            raise SystemExit("the archive could not be served")
        queries = searched(options.corpus, options.articles, 200)
        paths = {
            "empty view": ["/healthz"],
            "JSON search": [f"/api/v1/search?q={query}" for query in queries],
            "search page": [f"/search?q={query}" for query in queries],
        }
        return {name: measured(port, asked) for name, asked in paths.items()}
    finally:
        server.terminate()
        server.communicate()


def searched(path: Path, articles: int, count: int) -> list[str]:
    """Queries of one to four words of the served articles' headlines, quoted for a URL."""
    analyzer = Analyzer()
    titles = [doc.title for doc in corpus.read(path, limit=articles) if doc.title]
    words = corpus.headline_queries(titles, analyzer, count=count)
    return [urllib.parse.quote(" ".join(word.text for word in several)) for several in words]


def measured(port: int, paths: Sequence[str]) -> dict[str, float]:
    alone = ask(port, paths, SECONDS)  # the first ones warm both processes
    alone = ask(port, paths, SECONDS)
    cuts = statistics.quantiles(alone, n=100)
    times: list[list[float]] = [[] for _ in range(CLIENTS)]

    def client(number: int) -> None:
        times[number] = ask(port, paths[number:] or paths, SECONDS)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(map(len, times)) / SECONDS
    return {"p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98], "requests_per_second": rate}


def ask(port: int, paths: Sequence[str], seconds: float) -> list[float]:
    """Ask for the paths in turn, over one connection; the milliseconds of each request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        started = time.perf_counter()
        connection.request("GET", paths[len(times) % len(paths)])
        response = connection.getresponse()
        response.read()
        times.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"{paths[(len(times) - 1) % len(paths)]} answered {response.status}")
    connection.close()
    return times


def table(figures: dict[str, dict[str, float]]) -> None:
    empty = figures["empty view"]["requests_per_second"]
    print(f"{'':14}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'requests/s':>12}{'of empty':>10}")
    for name, one in figures.items():
        times = "".join(f"{one[key]:9.1f}" for key in ("p50_ms", "p95_ms", "p99_ms"))
        rate = one["requests_per_second"]
        print(f"{name:14}{times}{rate:12.0f}{rate / empty:10.2f}")


if __name__ == "__main__":
    main()
