"""Whether a restored archive answers every address as the first one: python -m tests.benchmarks.restored.

An archive grows as archives do: imported in parts, with articles edited and deleted between them, while its
index follows. A backup of it is made while the last part is imported and a reader asks a server, and restored
elsewhere. Then a backup of the whole is restored, and both are asked for every address that is found by
following links, and for searches, most of them mistyped (``tests.pages``); the answers are compared byte for
byte, but for what differs whenever it is asked for.

``--database postgres://…`` restores into that (empty) database, and its backup into SQLite again;
``--postgres`` starts a server for it. ``--with-index`` brings the index along. Told are times, sizes, and
each address that differs, with its lines.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any, TypeVar

from tests import backups, pages, processes
from tests.benchmarks import corpus
from tests.servers import postgres

PARTS = 4
ASKED = ("/", "/search?q=%D8%A7%D9%84%D9%85%D8%AF%D9%8A%D9%86%D8%A9", "/sources/", "/feed")  # المدينة
PAUSE = 0.1  # seconds of the reader between two pages
T = TypeVar("T")

# As editors do: some articles are corrected, some withdrawn, some deleted for good.
EDIT = """
from django.db import transaction
from articles.editing import articles
from articles.models import Article
ids = list(Article.objects.order_by("id").values_list("id", flat=True))
for pk in ids[::17]:
    article = Article.objects.get(pk=pk)
    article.title += " (تصحيح)"
    articles.update([articles.Version(article, list(article.tags.all()))])
with transaction.atomic():
    articles.delete(Article.objects.filter(pk__in=ids[::41]))
from articles.indexing import outbox
outbox.drain()
"""


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--corpus", type=Path, default=corpus.DEFAULT)
    options.add_argument("--articles", type=int, default=3000)
    options.add_argument("--each", type=int, default=pages.EACH)
    options.add_argument("--words", type=int, default=pages.WORDS)
    options.add_argument("--engine", default="whoosh")
    options.add_argument("--with-index", action="store_true")
    options.add_argument("--database", default="")
    options.add_argument("--postgres", action="store_true")
    options.add_argument("--folder", type=Path, help="keep the archives here")
    chosen = options.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="newsarchive-restored-"))
    folder.mkdir(parents=True, exist_ok=True)
    programs = postgres.binaries() if chosen.postgres else None
    try:
        with postgres.running(programs) if programs else nullcontext() as server:
            chosen.database = server.url if server else chosen.database
            return compare(chosen, folder)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


def compare(chosen: argparse.Namespace, folder: Path) -> int:
    """How many addresses differ."""
    engine = {"SEARCH_ENGINE": chosen.engine}
    first = folder / "first"
    last = grow(first, folder, chosen, engine)
    with reader(first, **engine), processes.start(first, "import", str(last), **engine) as process:
        time.sleep(4)
        backup(first, folder / "meanwhile.tar", **engine)
        print("the import still runs:", process.poll() is None, flush=True)
        process.communicate()
    restore(folder / "meanwhile.tar", folder / "meanwhile", **engine)
    backup(first, folder / "first.tar", *["--with-index"] * chosen.with_index, **engine)
    answers = told("asked", lambda: pages.answers(first, each=chosen.each, words=chosen.words, **engine))
    if not chosen.database:
        return check(answers, folder / "first.tar", folder / "second", **engine)
    server = engine | {"DATABASE_URL": chosen.database}
    differing = check(answers, folder / "first.tar", folder / "server", **server)
    backup(folder / "server", folder / "server.tar", *["--with-index"] * chosen.with_index, **server)
    return differing + check(answers, folder / "server.tar", folder / "back", **engine)


@contextmanager
def reader(data: Path, **variables: str) -> Iterator[None]:
    """Somebody who reads pages of a server while the block lasts; what they were answered is told."""
    port = processes.free_port()
    statuses: Counter[object] = Counter()
    seconds: list[float] = []
    ended = threading.Event()

    def read() -> None:
        for path in cycle(ASKED):
            if ended.wait(PAUSE):
                return
            began = time.perf_counter()
            statuses[_status(f"http://127.0.0.1:{port}{path}")] += 1
            seconds.append(time.perf_counter() - began)

    given = {"PORT": str(port), **processes.UNLIMITED, **variables}
    with processes.running(data, "serve", **given):
        processes.until(lambda: _status(f"http://127.0.0.1:{port}/healthz") == 200)
        thread = threading.Thread(target=read)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
    seconds.sort()
    print(
        f"the reader was answered {dict(statuses)}; median {seconds[len(seconds) // 2] * 1000:.0f} ms, "
        f"slowest {seconds[-1] * 1000:.0f} ms",
        flush=True,
    )


def _status(address: str) -> object:
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            response.read()
            return response.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError as error:
        return type(error).__name__


def backup(data: Path, file: Path, *flags: str, **variables: str) -> None:
    told(f"backup into {file.name}", lambda: backups.done(data, "backup", str(file), *flags, **variables))
    counts = backups.manifest(file)["counts"]
    print(f"    {file.stat().st_size:,} bytes, {counts['articles.article']:,} articles", flush=True)


def restore(file: Path, data: Path, **variables: str) -> None:
    told(f"restore of {file.name}", lambda: backups.done(data, "restore", str(file), **variables))
    print("    " + told("verify", lambda: backups.done(data, "verify", **variables)).strip(), flush=True)


def check(answers: dict[str, pages.Answer], file: Path, data: Path, **variables: Any) -> int:
    """Restore, and ask the same."""
    restore(file, data, **variables)
    found = pages.differences(answers, pages.answers(data, answers, **variables))
    for address, lines in found.items():
        print(f"{address}\n{lines}\n", flush=True)
    statuses = Counter(answer.status for answer in answers.values())
    print(
        f"{data.name}: {len(found)} of {len(answers)} addresses differ; answers: {dict(statuses)}", flush=True
    )
    return len(found)


def grow(data: Path, folder: Path, chosen: argparse.Namespace, engine: dict[str, str]) -> Path:
    """An archive with all parts but one, whose file is returned."""
    backups.done(data, "migrate", "-v0", **engine)
    files = []
    with gzip.open(chosen.corpus, "rt", encoding="utf-8") as lines:
        for number in range(PARTS):
            files.append(folder / f"part-{number}.jsonl")
            files[-1].write_text("".join(islice(lines, chosen.articles // PARTS)), "utf-8")
    for file in files[:-1]:
        told(f"import of {file.name}", partial(backups.done, data, "import", str(file), **engine))
        backups.done(data, "shell", "-v0", "-c", EDIT, **engine)
    return files[-1]


def told(what: str, do: Callable[[], T]) -> T:
    began = time.perf_counter()
    value = do()
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return value


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
