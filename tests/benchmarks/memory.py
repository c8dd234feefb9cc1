"""Whether the archive's processes keep their size: ``python -m tests.benchmarks.memory --requests 20000``.

A served archive of generated articles is read by a few readers as fast as it answers; the memory of each
process is printed at every twentieth of the way. What grows from half-way to the end is named.

With ``--data FOLDER`` an archive that is there is served instead (give a copy), and what its processes have
after ``--requests`` different searches for words of the headlines of ``--corpus`` is told: Pss and Rss.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests import processes
from tests.benchmarks import corpus
from tests.benchmarks.http import searched
from tests.benchmarks.load import Figures, Visitor, an_address, memory
from tests.benchmarks.torture_kills import rows

READERS = 4
STEPS = 20
START_SECONDS = 300  # an index of an older layout is built anew first
MANY = 100_000  # articles whose headlines are looked at
MAX_GROWTH = 1.1  # of what a process had half-way


def read(visitor: Visitor, chosen: random.Random, count: int, articles: int) -> None:
    for _ in range(count):
        visitor.ask(an_address(chosen, articles))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--data", type=Path, help="folder of an archive to search instead")
    parser.add_argument(
        "--corpus", type=Path, default=corpus.DEFAULT, help="whose headlines are searched for"
    )
    options = parser.parse_args()
    if options.data:
        return search(options)
    with tempfile.TemporaryDirectory(prefix="newsarchive-memory-") as folder:
        data, port = Path(folder) / "data", processes.free_port()
        articles = Path(folder) / "articles.jsonl"
        articles.write_text(rows(0, options.articles), "utf-8")
        processes.run(data, "migrate", "--verbosity", "0")
        processes.run(data, "import", str(articles), "--json")
        with served(data, port, Figures()):
            return run(data, port, options)


@contextmanager
def served(data: Path, port: int, figures: Figures) -> Iterator[Visitor]:
    """Somebody who visits the archive."""
    with processes.running(data, "serve", PORT=str(port), **processes.UNLIMITED):
        visitor = Visitor(port, figures)
        if not processes.until(lambda: visitor.ask("/readyz"), START_SECONDS):
            raise SystemExit("the archive could not be served")
        yield visitor


def search(options: argparse.Namespace) -> int:
    """Each search once, and what the processes have then."""
    port, figures = processes.free_port(), Figures()
    with served(options.data, port, figures) as visitor:
        figures.codes.clear()
        for query in searched(options.corpus, MANY, options.requests):
            visitor.ask(f"/search?q={quote(query)}")
        print("answers", dict(sorted(figures.codes.items())))
        whole = memory(options.data, "Rss")
        for name, size in memory(options.data).items():
            print(f"{name}: Pss {size} MB, Rss {whole.get(name, 0)} MB")
    return int(set(figures.codes) != {"read 200"})


def run(data: Path, port: int, options: argparse.Namespace) -> int:
    figures, sizes = Figures(), list[dict[str, int]]()
    readers = [(Visitor(port, figures), random.Random(number)) for number in range(READERS)]
    for _ in range(STEPS):
        count = options.requests // STEPS // READERS
        threads = [
            threading.Thread(target=read, args=(visitor, chosen, count, options.articles))
            for visitor, chosen in readers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sizes.append(memory(data))
        print(f"{sum(figures.codes.values()):6} requests: {sizes[-1]} MB", flush=True)
    print("answers", dict(sorted(figures.codes.items())))
    half, end = sizes[len(sizes) // 2], sizes[-1]
    grown = {
        name: (half[name], size) for name, size in end.items() if size > half.get(name, size) * MAX_GROWTH
    }
    print(f"grown by more than a tenth in the second half: {grown or 'none'}")
    return int(bool(grown) or set(figures.codes) != {"read 200"})


if __name__ == "__main__":
    sys.exit(main())
