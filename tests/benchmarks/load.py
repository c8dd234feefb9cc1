"""Many readers, an editor and an import at once: ``make load``.

A served archive of generated articles is read by ``--readers``, each asking every 5 to 15 seconds for a
search, a suggestion, an article, a list or the API, while an editor saves an article every two seconds and a
command imports ``--import`` more. Printed: answers by status, the times of readers and of the editor, and the
memory of the archive's processes before and after.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Literal

from tests import processes
from tests.benchmarks.torture_kills import WORDS, rows

PASSWORD = "a-long-word-of-the-benchmark"
ACCOUNT = f"""
from django.contrib.auth import get_user_model
get_user_model().objects.create_superuser("editor", password="{PASSWORD}")
"""


class Figures:
    """What was answered, in how many seconds; filled by many threads."""

    def __init__(self) -> None:
        self.codes: Counter[str] = Counter()
        self.times: dict[str, list[float]] = {"read": [], "save": []}
        self._lock = threading.Lock()

    def add(self, kind: str, code: int | str, seconds: float) -> None:
        with self._lock:
            self.codes[f"{kind} {code}"] += 1
            self.times[kind].append(seconds)


class Visitor:
    """One who asks, with cookies of their own."""

    def __init__(self, port: int, figures: Figures) -> None:
        self.base, self.figures = f"http://127.0.0.1:{port}", figures
        self.jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def ask(
        self,
        path: str,
        form: dict[str, str] | None = None,
        *,
        kind: Literal["read", "save"] = "read",
        failed: bool = False,
    ) -> str:
        """The page; "" for what failed, unless the page that says so is asked for. The time is counted."""
        if form is not None:
            form = form | {"csrfmiddlewaretoken": self._token()}
        begun, text, code = time.monotonic(), "", "failed"
        try:
            data = urllib.parse.urlencode(form).encode() if form is not None else None
            with self._opener.open(self.base + path, data, timeout=60) as answer:
                text, code = answer.read().decode("utf-8", "replace"), str(answer.status)
        except urllib.error.HTTPError as error:
            code = str(error.code)
            text = error.read().decode("utf-8", "replace") if failed else ""
        except OSError as error:
            code = type(error).__name__
        self.figures.add(kind, code, time.monotonic() - begun)
        return text

    def _token(self) -> str:
        return next((cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken"), "")


def an_address(chosen: random.Random, articles: int) -> str:
    """What one of many readers asks for next."""
    words = urllib.parse.quote(" ".join(chosen.choices(WORDS, k=chosen.randint(1, 3))))
    number = chosen.randint(1, articles)
    return chosen.choice(
        (
            *(f"/search?q={words}", f"/search?q={words}&page=2", f"/search?q={words}&sort=newest"),
            *(f"/api/v1/search?q={words}", f"/api/v1/suggest?q={words[:6]}", f"/a/{number}/"),
            *("/", "/sources/", f"/a/{number}/?q={words}", "/feed"),
        )
    )


def read(visitor: Visitor, chosen: random.Random, articles: int, stop: threading.Event) -> None:
    while not stop.wait(chosen.uniform(5, 15)):
        visitor.ask(an_address(chosen, articles))


def edit(visitor: Visitor, chosen: random.Random, articles: int, stop: threading.Event) -> None:
    visitor.ask("/login", kind="save")
    visitor.ask("/login", {"username": "editor", "password": PASSWORD}, kind="save")
    while not stop.wait(2):
        path = f"/admin/upload/article/{chosen.randint(1, articles)}/"
        version = re.search(r'name="version" value="([^"]*)"', visitor.ask(path, kind="save"))
        form = {"title": f"محرّر {chosen.random()}", "body": "نصّ محرّر. " * 20, "published": "2022"}
        visitor.ask(path, form | {"version": version[1] if version else ""}, kind="save")


def memory(data: Path, kind: Literal["Pss", "Rss"] = "Pss") -> dict[str, int]:
    """Megabytes of each process of the archive: what it shares counted in parts (Pss) or whole (Rss)."""
    found = {}
    for pid in sorted(processes.of_data_folder(data)):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
            size = re.search(rf"^{kind}: +(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
        except OSError:
            continue
        name = next((word for word in ("gunicorn", "worker", "serve") if word in command), "other")
        found[f"{name} {pid}"] = int(size[1]) // 1024 if size else 0
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--import", type=int, default=5_000, dest="imported")
    parser.add_argument("--corpus", type=Path, help="JSON lines to serve instead of generated articles")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsarchive-load-") as folder:
        return run(Path(folder), options)


def run(folder: Path, options: argparse.Namespace) -> int:
    data, port = folder / "data", processes.free_port()
    served = options.corpus or folder / "served.jsonl"
    if not options.corpus:
        served.write_text(rows(0, options.articles), "utf-8")
    (folder / "more.jsonl").write_text(rows(10**6, options.imported), "utf-8")
    processes.run(data, "migrate", "--verbosity", "0")
    processes.run(data, "import", str(served), "--json")
    processes.run(data, "shell", "-c", ACCOUNT)
    with processes.running(data, "serve", PORT=str(port), **processes.UNLIMITED):
        figures = Figures()
        visitor = Visitor(port, Figures())
        if not processes.until(lambda: visitor.ask("/healthz")):
            raise SystemExit("the archive could not be served")
        return under_load(data, port, figures, options)


def under_load(data: Path, port: int, figures: Figures, options: argparse.Namespace) -> int:
    stop = threading.Event()
    roles = [read] * options.readers + [edit]
    threads = [
        threading.Thread(target=role, args=(Visitor(port, figures), random.Random(n), options.articles, stop))
        for n, role in enumerate(roles)
    ]
    for thread in threads:
        thread.start()
    time.sleep(15)
    before = memory(data)
    command = ("import", str(data.parent / "more.jsonl"), "--json")
    begun = time.monotonic()
    importing = processes.start(data, *command)
    output, _ = importing.communicate()
    took = time.monotonic() - begun
    stop.wait(max(0.0, options.seconds - 15 - took))
    after = memory(data)
    stop.set()
    for thread in threads:
        thread.join()
    print("answers", dict(sorted(figures.codes.items())))
    for kind, times in figures.times.items():
        cuts = [1000 * cut for cut in statistics.quantiles(times, n=100)]
        print(f"{kind}: {len(times)}, p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms")
    result = json.loads(output.strip().splitlines()[-1])
    print(f"import: {result['added']} added in {took:.0f} s, exit {importing.returncode}")
    print("memory in MB before", before, "after", after)
    return int(any(re.search(r" (5\d\d|[A-Za-z]\w*)$", code) for code in figures.codes))


if __name__ == "__main__":
    sys.exit(main())
