"""A full disk, a folder that cannot be written, a clock that is put back, a held lock, killed processes:
``make torture``.

A served archive lies on a small disk of its own (an image of ext4, which takes root). While each fault lasts,
readers ask for pages, searches, articles and the API, and every answer must be 200; who saves must get a page
that keeps what they typed, an import must stop with its report. Afterwards saving and the import must
succeed, the index must be whole, and the database sound.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from tests import processes
from tests.benchmarks.load import ACCOUNT, PASSWORD, Figures, Visitor
from tests.benchmarks.torture_kills import WORDS, rows

ARTICLES = 300
DISK = 120 * 2**20  # bytes
SAVED_LAST = "محرّر قبل أن ينقطع القرص"
PAGES = (
    *("/", f"/search?q={quote(WORDS[0])}", f"/api/v1/search?q={quote(WORDS[1])}", "/a/3/", "/sources/"),
    *("/healthz", f"/api/v1/suggest?q={quote('الس')}", "/feed", "/a/4/article.pdf"),
)


class Readers:
    """Ask for every page again and again, in threads, while the block lasts."""

    def __init__(self, port: int) -> None:
        self.answers: Counter[str] = Counter()
        self.slowest = 0.0
        self._port, self._stop = port, threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(2)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            for path in PAGES:
                figures = Figures()
                Visitor(self._port, figures).ask(path)
                ((answer, _count),) = figures.codes.items()
                self.answers[answer if answer == "read 200" else f"{answer} {path}"] += 1
                self.slowest = max(self.slowest, figures.times["read"][0])
            self._stop.wait(0.2)

    @property
    def failed(self) -> int:
        return self.answers.total() - self.answers["read 200"]

    def __str__(self) -> str:
        told = f"{self.answers.total()} reads, {self.failed} failed, slowest {self.slowest:.1f} s"
        return told + (f" {dict(self.answers)}" if self.failed else "")


class Archive:
    """A served archive of generated articles, with an editor who is signed in."""

    def __init__(self, disk: Disk) -> None:
        self.disk, self.data, self.port = disk, disk.root / "data", processes.free_port()
        self.editor = Visitor(self.port, Figures())
        self.faults: list[str] = []

    def make(self) -> None:
        file = self.data.parent / "first.jsonl"
        file.write_text(rows(0, ARTICLES), "utf-8")
        processes.run(self.data, "migrate", "--verbosity", "0")
        processes.run(self.data, "import", str(file), "--json")
        processes.run(self.data, "shell", "-c", ACCOUNT)

    @contextmanager
    def served(self) -> Iterator[None]:
        unlimited = {"API_RATE_LIMIT": "0", "PAGE_RATE_LIMIT": "0", "LOG_LEVEL": "ERROR"}
        with processes.running(self.data, "serve", PORT=str(self.port), **unlimited) as server:
            output = server.stdout
            assert output is not None
            told: list[str] = []
            drain = threading.Thread(target=lambda: told.extend(output))  # a full pipe would stop it
            drain.start()
            if not processes.until(lambda: self.editor.ask("/readyz")):
                raise SystemExit("the archive could not be served:\n" + "".join(told[-20:]))
            self.editor.ask("/login")
            self.editor.ask("/login", {"username": "editor", "password": PASSWORD})
            yield
            server.terminate()
            drain.join()
        processes.until(lambda: not processes.of_data_folder(self.data))

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.data / "archive.sqlite3", timeout=30, isolation_level=None)

    def save(self, number: int, text: str) -> str:
        """The status and page after saving an article by its form."""
        path = f"/admin/upload/article/{number}/"
        version = re.search(r'name="version" value="([^"]*)"', self.editor.ask(path))
        form = {"title": text, "body": f"{text}. " * 20, "published": "2022"}
        return self.editor.ask(path, form | {"version": version[1] if version else ""}, failed=True)

    def import_more(self, first: int, count: int) -> tuple[int, dict[str, object]]:
        file = Path(tempfile.gettempdir()) / f"torture-disk-{os.getpid()}.jsonl"
        file.write_text(rows(first, count), "utf-8")
        process = processes.start(self.data, "import", str(file), "--json")
        output, _ = process.communicate(timeout=300)
        file.unlink()
        return process.returncode, json.loads(output.strip().splitlines()[-1])

    def expect(self, what: str, is_so: object) -> None:
        if not is_so:
            self.faults.append(what)
            print(f"  FAILED: {what}", flush=True)

    def whole(self, articles: int) -> None:
        """The archive is as it must be, all of it found."""
        self.expect("it is ready again", processes.until(lambda: self.editor.ask("/readyz"), 60))

        def found() -> int:
            return int(json.loads(self.editor.ask("/api/v1/search?q=") or '{"total": -1}')["total"])

        self.expect(f"{articles} articles are found", processes.until(lambda: found() == articles, 60))
        with closing(self.database()) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()
        self.expect("the database is sound", sound == ("ok",))
        check = processes.start(self.data, "check_index")
        output, _ = check.communicate(timeout=120)
        self.expect(f"the index is whole: {output[-300:]}", check.returncode == 0)


class Disk:
    """A file system of its own, in a file."""

    def __init__(self, folder: Path) -> None:
        self.image, self.root = folder / "image", folder / "disk"
        self.root.mkdir()
        with self.image.open("wb") as stream:
            stream.truncate(DISK)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self.image))

    def mount(self) -> None:
        _run("mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.root))

    def unmount(self) -> None:
        _run("umount", str(self.root))

    def fail(self) -> None:
        """As the system does with a disk that fails: from now on nothing can be written."""
        device = next(
            line.split()[0]
            for line in Path("/proc/mounts").read_text().splitlines()
            if str(self.root) in line
        )
        Path(f"/sys/fs/ext4/{Path(device).name}/trigger_fs_error").write_text("torture")

    def mend(self) -> None:
        self.unmount()
        subprocess.run(["e2fsck", "-f", "-y", str(self.image)], check=False, capture_output=True)
        self.mount()


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def full_disk(archive: Archive, articles: int) -> int:
    """Fill the disk to the last byte; read, save, import; make room; save and import again."""
    filler = archive.data.parent / "filler"
    with filler.open("wb", buffering=0) as stream:
        for size in (2**16, 512):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                continue
    with Readers(archive.port) as readers:
        page = archive.save(5, "محرّر والقرص ممتلئ")
        archive.expect("what was typed is kept", "محرّر والقرص ممتلئ" in page)
        status, report = archive.import_more(10**5, 400)
        archive.expect(
            f"the import stops with its report: {status} {report}", status == 1 and report["failed"]
        )
        time.sleep(20)
    print(f"full disk: {readers}", flush=True)
    archive.expect("readers notice nothing", not readers.failed)
    filler.unlink()
    return _goes_on(archive, articles, 10**5, 400)


def _goes_on(archive: Archive, articles: int, first: int, count: int) -> int:
    """After a fault: saving and the same import succeed, nothing is lost or there twice."""
    title = f"بعد العطل {first}"
    processes.until(lambda: title in archive.save(5, title) or title in archive.editor.ask("/a/5/"), 60)
    archive.expect("saving succeeds", title in archive.editor.ask("/a/5/"))
    status, report = archive.import_more(first, count)
    archive.expect(f"the import goes on: {report}", status == 0)
    archive.whole(articles + count)
    return articles + count


def read_only_disk(archive: Archive, articles: int) -> int:
    """The disk fails while the archive is served; it is mended, and the archive served again. What the disk
    had not been made to write is lost then, as when the power fails."""
    archive.save(7, SAVED_LAST)
    archive.disk.fail()
    with Readers(archive.port) as readers:
        page = archive.save(6, "محرّر والقرص للقراءة")
        archive.expect("what was typed is kept", "محرّر والقرص للقراءة" in page)
        status, report = archive.import_more(2 * 10**5, 200)
        archive.expect(f"the import stops: {status} {report}", status == 1)
        time.sleep(20)
    print(f"read-only disk: {readers}", flush=True)
    archive.expect("readers notice nothing", not readers.failed)
    return articles


def mended_disk(archive: Archive, articles: int) -> int:
    archive.expect("what was saved last is there", SAVED_LAST in archive.editor.ask("/a/7/"))
    return _goes_on(archive, articles, 2 * 10**5, 200)


def held_lock(archive: Archive, articles: int) -> int:
    """Somebody writes to the database for a minute."""
    holder = archive.database()
    holder.execute("BEGIN IMMEDIATE")
    with Readers(archive.port) as readers:
        page = archive.save(7, "محرّر والقاعدة مقفلة")
        archive.expect("what was typed is kept", "محرّر والقاعدة مقفلة" in page)
        time.sleep(55)
    holder.execute("ROLLBACK")
    holder.close()
    print(f"lock held for a minute: {readers}", flush=True)
    archive.expect("readers notice nothing", not readers.failed)
    return _goes_on(archive, articles, 3 * 10**5, 100)


def killed_worker(archive: Archive, articles: int) -> int:
    """Kill the worker again and again; it is started anew, what was saved meanwhile is found."""
    with Readers(archive.port) as readers:
        for number in range(3):
            archive.save(8, f"محرّر والعامل يُقتل {number}")
            for pid in processes.of_data_folder(archive.data):
                try:
                    command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
                except OSError:
                    continue
                if "worker" in command:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(5)
    print(f"worker killed: {readers}", flush=True)
    archive.expect("readers notice nothing", not readers.failed)
    return _goes_on(archive, articles, 4 * 10**5, 100)


def clock_back(archive: Archive, articles: int) -> int:
    """Changes that were written while the clock was a day ahead, as the outbox sees them once it is right."""
    with closing(archive.database()) as database:
        database.execute(
            "INSERT INTO articles_indexchange"
            " (article_id, created_at, not_before, attempts, error, held, bulk) "
            "SELECT id, datetime('now', '+1 day'), datetime('now', '+1 day'), 0, '', 0, 0 "
            "FROM articles_article LIMIT 50"
        )

    def waiting() -> int:
        with closing(archive.database()) as database:
            return int(database.execute("SELECT count(*) FROM articles_indexchange").fetchone()[0])

    archive.expect("what the clock was ahead for is applied", processes.until(lambda: waiting() == 0, 60))
    print("clock put back by a day: nothing waits", flush=True)
    return _goes_on(archive, articles, 5 * 10**5, 100)


FAULTS = (full_disk, held_lock, killed_worker, clock_back, read_only_disk)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    names = [fault.__name__ for fault in FAULTS]
    parser.add_argument("--faults", nargs="+", choices=names, default=names)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsarchive-disk-") as folder:
        disk = Disk(Path(folder))
        disk.mount()
        try:
            archive = Archive(disk)
            run(archive, [fault for fault in FAULTS if fault.__name__ in options.faults])
        finally:
            disk.unmount()
    print(f"{len(options.faults)} faults, {len(archive.faults)} promises broken")
    return bool(archive.faults)


def run(archive: Archive, faults: list[Callable[[Archive, int], int]]) -> None:
    archive.make()
    articles = ARTICLES
    with archive.served():
        for fault in faults:
            articles = fault(archive, articles)
    if read_only_disk in faults:
        archive.disk.mend()
        with archive.served():
            mended_disk(archive, articles)


if __name__ == "__main__":
    sys.exit(main())
