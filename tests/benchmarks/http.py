"""Whole requests: the JSON search and the search page beside an empty Django view, and with ``--opensearch``
beside OpenSearch in the same run; ``make bench-http``.

Serves an archive of corpus articles with gunicorn, as ``manage.py serve`` does, and asks with connections
that stay open: one reader for the times, several for the requests a second. The empty view is ``/healthz``,
behind the same middleware. Client and server share the machine. Both servers are warm with other queries when
the queries that count are asked for the first time, and then again.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from articles.arabic.analysis.analyzer import Analyzer
from tests import processes
from tests.benchmarks import corpus, opensearch_http
from tests.benchmarks.freshness import alive, split

SECONDS: Final = 5.0  # that several readers ask for
CLIENTS: Final = 4
QUERIES: Final = 300
WARM: Final = 300  # other queries, before those that count
ROUNDS: Final = 3  # in which they are asked again


class Ask(NamedTuple):
    """A request: its path, and for OpenSearch its body."""

    path: str
    body: str = ""


class Target(NamedTuple):
    """What is asked: where, what warms it, and the requests that count."""

    port: int
    warm: Sequence[Ask]
    asked: Sequence[Ask]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--engine", default="whoosh")
    parser.add_argument("--opensearch", action="store_true", help="beside OpenSearch (make opensearch)")
    parser.add_argument("--data", type=Path, help="an archive that is there already")
    parser.add_argument("--json", type=Path, help="write the figures here, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        port = stack.enter_context(served(Path(folder), options))
        other = None
        if options.opensearch:
            docs = corpus.read(options.corpus, limit=options.articles)
            other = stack.enter_context(opensearch_http.served(docs))
        queries = searched(options.corpus, options.articles, QUERIES + WARM)
        figures = {name: measured(target) for name, target in targets(port, other, queries).items()}
    table(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), "utf-8")


@contextmanager
def served(folder: Path, options: argparse.Namespace) -> Iterator[int]:
    """The port of the archive."""
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
        yield port
    finally:
        server.terminate()
        server.communicate()


def targets(port: int, other: int | None, queries: Sequence[str]) -> dict[str, Target]:
    """What is asked, by its name in the table: ours and, when it is there, OpenSearch."""
    found = {
        "empty view": Target(port, [Ask("/healthz")] * WARM, [Ask("/healthz")] * QUERIES),
        "JSON search": target(port, [Ask(f"/api/v1/search?q={quote(query)}") for query in queries]),
        "search page": target(port, [Ask(f"/search?q={quote(query)}") for query in queries]),
    }
    if other:
        bodies = [Ask(opensearch_http.PATH, opensearch_http.question(query)) for query in queries]
        found["OpenSearch"] = target(other, bodies)
    return found


def target(port: int, asked: Sequence[Ask]) -> Target:
    return Target(port, asked[QUERIES:], asked[:QUERIES])


def searched(path: Path, articles: int, count: int) -> list[str]:
    """Different queries of one to three words of the served articles' headlines."""
    analyzer = Analyzer()
    titles = [doc.title for doc in corpus.read(path, limit=articles) if doc.title]
    words = corpus.headline_queries(titles, analyzer, count=2 * count)
    several = dict.fromkeys(" ".join(word.text for word in one[:3]) for one in words)
    return list(several)[:count]


def measured(target: Target) -> dict[str, float]:
    ask(target.port, target.warm)
    first = ask(target.port, target.asked)
    again = [each for _ in range(ROUNDS) for each in ask(target.port, target.asked)]
    return {
        **{f"first_{name}": value for name, value in percentiles(first).items()},
        **percentiles(again),
        "requests_per_second": rate(target),
    }


def percentiles(times: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": cuts[49], "p95_ms": cuts[94]}


def rate(target: Target) -> float:
    """Requests a second that several readers get answered."""
    counts = [0] * CLIENTS

    def client(number: int) -> None:
        mine = [*target.asked[number * 70 :], *target.asked[: number * 70]]
        counts[number] = len(ask(target.port, mine, SECONDS))

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


def ask(port: int, asked: Sequence[Ask], seconds: float | None = None) -> list[float]:
    """Ask each once, or for so many seconds in turn, over one connection; the milliseconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times: list[float] = []
    end = time.perf_counter() + (seconds or 0)
    while time.perf_counter() < end if seconds else len(times) < len(asked):
        path, body = asked[len(times) % len(asked)]
        started = time.perf_counter()
        if body:
            connection.request("POST", path, body.encode(), {"Content-Type": "application/json"})
        else:
            connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        times.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"{path} answered {response.status}")
    connection.close()
    return times


def table(figures: dict[str, dict[str, Any]]) -> None:
    """The times of a request, asked first and again, and all beside OpenSearch where that was asked."""
    beside = figures.get("OpenSearch")
    print(f"{'':13}{'first p50':>11}{'p95':>7}{'again p50':>11}{'p95 ms':>8}{'requests/s':>12}", end="")
    print(f"{'first, again: of OpenSearch':>29}" if beside else "")
    for name, one in figures.items():
        times = (
            f"{one['first_p50_ms']:11.1f}{one['first_p95_ms']:7.1f}{one['p50_ms']:11.1f}{one['p95_ms']:8.1f}"
        )
        line = f"{name:13}{times}{one['requests_per_second']:12.0f}"
        if beside:
            first = one["first_p50_ms"] / beside["first_p50_ms"]
            line += f"{first:20.2f}{one['p50_ms'] / beside['p50_ms']:9.2f}"
        print(line)


if __name__ == "__main__":
    main()
