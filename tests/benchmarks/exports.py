"""Exports of a whole archive, in every format, from a served one: rows a second, and the memory of the
process that streams them when it has written 5,000 rows and at the end. ``make bench-exports``.

``EXPORTS='--data FOLDER'`` takes an archive that is there already.
"""

from __future__ import annotations

import argparse
import http.client
import re
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from tests import processes
from tests.benchmarks import corpus
from tests.benchmarks.freshness import split
from tests.server.conftest import served

# What stands once in each article, in each format.
MARKS: Final = {
    "csv": re.compile(rb"^\d+,", re.MULTILINE),
    "jsonl": re.compile(rb'^\{"id"', re.MULTILINE),
    "ris": re.compile(rb"^ER  - ", re.MULTILINE),
    "bibtex": re.compile(rb"^@article", re.MULTILINE),
    "ninjs": re.compile(rb'^\{"uri"', re.MULTILINE),
}
EARLY: Final = 5_000  # rows
BLOCK: Final = 1 << 20


class Figures(NamedTuple):
    rows: int
    megabytes: float
    seconds: float
    early: float  # MB of the process when EARLY rows are written, 0 when there are fewer
    peak: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--data", type=Path, help="an archive that is there already")
    options = parser.parse_args()
    print(f"{'':8}{'rows':>8}{'MB':>8}{'seconds':>9}{'rows/s':>8}{'MB at 5,000':>13}{'MB at the end':>15}")
    with tempfile.TemporaryDirectory() as folder:
        data = options.data or archive(Path(folder), options)
        for name in MARKS:
            with served(data) as server:  # each in a process of its own
                one = export(server.port, data, name)
            print(
                f"{name:8}{one.rows:8}{one.megabytes:8.0f}{one.seconds:9.1f}{one.rows / one.seconds:8.0f}"
                f"{one.early:13.0f}{one.peak:15.0f}"
            )


def archive(folder: Path, options: argparse.Namespace) -> Path:
    first, _ = split(options.corpus, folder, options.articles)
    for command in (("migrate", "-v0"), ("import", str(first), "--json")):
        processes.start(folder / "data", *command).communicate()
    return folder / "data"


def export(port: int, data: Path, name: str) -> Figures:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    started = time.perf_counter()
    connection.request("GET", f"/export?q=&format={name}")
    response = connection.getresponse()
    rows = size = 0
    early = 0.0
    rest = b""
    while block := response.read(BLOCK):
        lines, _, rest = (rest + block).rpartition(b"\n")
        rows += len(MARKS[name].findall(lines))
        size += len(block)
        if not early and rows >= EARLY:
            early = memory(data)
    rows += len(MARKS[name].findall(rest))
    seconds = time.perf_counter() - started
    connection.close()
    return Figures(rows, size / 2**20, seconds, early, memory(data))


def memory(data: Path) -> float:
    """Megabytes that the largest process of the archive has ever had in memory."""
    status = (Path(f"/proc/{pid}/status").read_text() for pid in processes.of_data_folder(data))
    return max(int(found[1]) / 1024 for text in status if (found := re.search(r"VmHWM:\s+(\d+)", text)))


if __name__ == "__main__":
    main()
