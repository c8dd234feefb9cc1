"""An archive of several processes over one PostgreSQL and one OpenSearch, and those who use it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests import processes

PLACES = ["الميناء", "القرية", "الوادي", "الجزيرة", "المدينة", "البحيرة", "الجبل", "الساحل"]
THINGS = ["مدرسة", "جسر", "مستشفى", "مكتبة", "حديقة", "محطة", "سوق", "مصنع"]


def lines(first: int, count: int) -> str:
    """A file of invented articles, numbered from ``first``."""
    found = []
    for number in range(first, first + count):
        place, thing = PLACES[number % 8], THINGS[number // 8 % 8]
        text = f"افتُتحت {thing} جديدة في {place} بعد عامين من العمل، وحضر الأهالي اليوم رقم {number} كلّه."
        article = {"title": f"{thing} {place} رقم {number}", "body": f"{text} كلمة{number}"}
        article |= {"url": f"https://sahel.example/{number}", "source": "الساحل", "published": "2024-05-01"}
        found.append(json.dumps(article, ensure_ascii=False))
    return "\n".join(found)


@dataclass
class Archive:
    """``ports`` of its web servers. Every process has the same ``variables``."""

    data: Path
    variables: dict[str, str]
    ports: Sequence[int] = ()

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        return processes.start(self.data, *command, **self.variables, **more)

    def run(self, *command: str, check: bool = True) -> str:
        """The output of a command that ends."""
        with self.start(*command) as process:
            output, _ = process.communicate(timeout=300)
        assert process.returncode == 0 or not check, output[-4000:]
        return output

    def import_lines(self, first: int, count: int) -> None:
        """Import, again and again until it went through: what is there already is not stored twice."""
        file = self.data / f"{first}.jsonl"
        file.write_text(lines(first, count), "utf-8")
        for _ in range(5):
            with self.start("import", str(file), "--json") as process:
                output, _ = process.communicate(timeout=300)
            if process.returncode == 0:
                return
        raise AssertionError(output[-4000:])

    def ask(self, port: int, query: str, **parameters: Any) -> dict[str, Any]:
        """What the API answers."""
        more = "".join(f"&{name}={value}" for name, value in parameters.items())
        address = f"http://127.0.0.1:{port}/api/v1/search?q={quote(query)}{more}"
        with urllib.request.urlopen(address, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def wait_for(self, count: int) -> bool:
        """Whether every web server comes to find so many articles, each once."""
        return processes.until(lambda: all(self.ask(p, "جديدة")["total"] == count for p in self.ports), 180)


@contextmanager
def running(archive: Archive, webs: int = 2, workers: int = 2) -> Iterator[Archive]:
    """The archive with its web servers, of one process each, and its workers."""
    for command in ("migrate", "build_fonts", "build_translations"):
        archive.run(command, "--verbosity", "0")
    archive.run("collectstatic", "--no-input", "--verbosity", "0")
    archive.ports = [processes.free_port() for _ in range(webs)]
    with ExitStack() as started:
        for _ in range(workers):
            started.enter_context(_ended(archive.start("worker", "--no-startup-delay")))
        for port in archive.ports:
            started.enter_context(_ended(_web(archive, port)))
        assert processes.until(lambda: all(_answers(port) for port in archive.ports), 90)
        yield archive


def _web(archive: Archive, port: int) -> subprocess.Popen[str]:
    variables = archive.variables | {"PORT": str(port), "WEB_WORKERS": "1"}
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", "python:newsarchive.gunicorn_conf"),
            "newsarchive.wsgi:application",
        ],
        cwd=processes.ROOT,
        env=processes.environment(archive.data, **variables),
        stdout=subprocess.DEVNULL,
        text=True,
    )


@contextmanager
def _ended(process: subprocess.Popen[str]) -> Iterator[None]:
    reader = threading.Thread(target=_read_away, args=[process], daemon=True)
    reader.start()
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()


def _read_away(process: subprocess.Popen[str]) -> None:
    """Nobody reads its log, but a full pipe would stop it."""
    if process.stdout:
        with process.stdout as log:
            for _line in log:
                pass


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).close()
    except OSError:
        return False
    return True


@dataclass
class Readers:
    """Two threads that search all the time. ``failures``: when each came, and what it was."""

    archive: Archive
    answers: int = 0
    failures: list[tuple[float, str]] = field(default_factory=list)

    def __enter__(self) -> Readers:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=[port]) for port in self.archive.ports]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, port: int) -> None:
        number = 0
        while not self._stop.wait(0.05):
            number += 1
            try:
                self.archive.ask(port, f"{THINGS[number % 8]} {PLACES[number % 7]}")
                self.answers += 1
            except (OSError, urllib.error.HTTPError, ValueError) as error:
                body = error.read()[:300] if isinstance(error, urllib.error.HTTPError) else b""
                self.failures.append((time.monotonic(), f"{error} {body!r}"))
