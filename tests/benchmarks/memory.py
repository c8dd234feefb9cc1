"""Whether the archive's processes keep their size: ``python -m tests.benchmarks.memory --requests 20000``.

A served archive of generated articles is read by a few readers as fast as it answers; the memory of each
process is printed at every twentieth of the way. What grows from half-way to the end is named.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
from pathlib import Path

from tests import processes
from tests.benchmarks.load import Figures, Visitor, an_address, memory
from tests.benchmarks.torture_kills import rows

READERS = 4
STEPS = 20
MAX_GROWTH = 1.1  # of what a process had half-way


def read(visitor: Visitor, chosen: random.Random, count: int, articles: int) -> None:
    for _ in range(count):
        visitor.ask(an_address(chosen, articles))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--articles", type=int, default=2_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsarchive-memory-") as folder:
        data, port = Path(folder) / "data", processes.free_port()
        served = Path(folder) / "served.jsonl"
        served.write_text(rows(0, options.articles), "utf-8")
        processes.run(data, "migrate", "--verbosity", "0")
        processes.run(data, "import", str(served), "--json")
        with processes.running(data, "serve", PORT=str(port), **processes.UNLIMITED):
            visitor = Visitor(port, Figures())
            if not processes.until(lambda: visitor.ask("/readyz")):
                raise SystemExit("the archive could not be served")
            return run(data, port, options)


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
