"""How soon a saved article is found, while readers are served: ``make bench-freshness``.

Serves an archive of corpus articles with gunicorn, keeps readers searching it, saves articles as the
administration does, and asks the JSON API until each is there. Then the same during a bulk import. All this
for each engine, with one web process and with two: then an article is there when it was found several times
in a row, whichever process answered.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tests import processes
from tests.benchmarks import corpus

READERS = 2
SAVES = 40
IN_A_ROW = 6  # times that one of two processes finds an article: by chance it is the same in 1 of 32


class Delay(NamedTuple):
    """Seconds from the moment a save begins."""

    saved: float
    found: float


def ask(port: int, query: str) -> int:
    url = f"http://127.0.0.1:{port}/api/v1/search?limit=1&q={urllib.parse.quote(query)}"
    with urllib.request.urlopen(url, timeout=30) as response:
        return int(json.load(response)["total"])


@contextmanager
def reading(port: int) -> Iterator[None]:
    """Readers who search without pause."""
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            for word in ("السعودية", "وزارة الصحة", "أسعار النفط", "القوات"):
                ask(port, word)

    threads = [threading.Thread(target=read, daemon=True) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


SAVER = """
import sys
from articles.editing import articles
from articles.models import Article
for line in sys.stdin:
    word = line.strip()
    article = Article(title=f"خبر {word}", body=f"نصّ قصير فيه {word} وحده.")
    articles.create([articles.Version(article)])
    print("saved", flush=True)
"""


def freshness(data: Path, port: int, saves: int, prefix: str, in_a_row: int = 1) -> list[Delay]:
    """How long each of so many saves took, and how long until the API found the article, so many times."""
    saver = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", SAVER],
        cwd=processes.ROOT,
        env=processes.environment(data, **processes.UNLIMITED),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert saver.stdin
    assert saver.stdout
    delays = []
    for n in range(saves):
        word = f"{prefix}{n}كلمة"
        begun = time.monotonic()
        saver.stdin.write(word + "\n")
        saver.stdin.flush()
        saver.stdout.readline()
        saved = time.monotonic()
        delays.append(Delay(saved - begun, found_at(port, f'"{word}"', in_a_row) - begun))
    saver.stdin.close()
    saver.wait()
    return delays[1:]  # the first one imports the language data


def found_at(port: int, query: str, in_a_row: int) -> float:
    """When the article was found first, after which it was found each time."""
    found, since = 0, 0.0
    while found < in_a_row:
        if ask(port, query):
            found += 1
            since = time.monotonic() if found == 1 else since
        else:
            found = 0
            time.sleep(0.005)
    return since


def report(name: str, delays: list[Delay]) -> None:
    for what, seconds in zip(Delay._fields, zip(*delays, strict=True), strict=True):
        ordered = sorted(seconds)
        p95 = ordered[int(len(ordered) * 0.95)]
        median = statistics.median(seconds)
        print(f"{name:32} {what:8} median {median * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, default=5_000)
    parser.add_argument("--engines", nargs="+", default=["whoosh", "tantivy"])
    parser.add_argument("--processes", nargs="+", type=int, default=[1, 2], help="that answer readers")
    options = parser.parse_args()
    for engine in options.engines:
        for webs in options.processes:
            print(f"{engine}, {webs} web processes, load {os.getloadavg()[0]:.1f}", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                run(Path(folder), options, engine, webs)


def run(folder: Path, options: argparse.Namespace, engine: str, webs: int) -> None:
    data, port, in_a_row = folder / "data", processes.free_port(), 1 if webs == 1 else IN_A_ROW
    first, second = split(options.corpus, folder, options.articles)
    environment = {
        "SEARCH_ENGINE": engine,
        "PORT": str(port),
        "WEB_WORKERS": str(webs),
        **processes.UNLIMITED,
    }
    for command in (("migrate", "-v0"), ("import", str(first), "--json")):
        processes.start(data, *command, **environment).communicate()
    server = processes.start(data, "serve", **environment)
    try:
        assert processes.until(lambda: alive(port), 120)
        report("idle", freshness(data, port, SAVES, "هادئ", in_a_row))
        with reading(port):
            report(f"{READERS} readers", freshness(data, port, SAVES, "مقروء", in_a_row))
            importing = processes.start(data, "import", str(second), "--json", **environment)
            report(
                f"{READERS} readers and a bulk import", freshness(data, port, SAVES // 2, "مستورد", in_a_row)
            )
            importing.communicate()
    finally:
        server.terminate()
        server.communicate()


def split(source: Path, folder: Path, articles: int) -> tuple[Path, Path]:
    """The first so many rows, and as many after them, as files of their own."""
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        rows = list(islice(lines, 2 * articles))
    files = folder / "first.jsonl", folder / "second.jsonl"
    files[0].write_text("".join(rows[:articles]), encoding="utf-8")
    files[1].write_text("".join(rows[articles:]), encoding="utf-8")
    return files


def alive(port: int) -> bool:
    try:
        ask(port, "خبر")
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
