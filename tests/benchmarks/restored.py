"""Whether a restored archive answers every address as the first one: python -m tests.benchmarks.restored.

An archive grows as archives do: imported in parts, with articles edited and deleted between them, while its
index follows. A backup of it is made while the last part is imported, and restored elsewhere. Then both are
asked for every address that is found by following links, and for searches, most of them mistyped
(``tests.pages``); the answers are compared byte for byte, but for what differs whenever it is asked for.

``--database postgres://…`` restores into that (empty) database, and its backup into SQLite again.
``--with-index`` brings the index along. Told are times, sizes, and each address that differs, with its lines.
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import TypeVar

from tests import backups, pages, processes
from tests.benchmarks import corpus

PARTS = 4
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
    options.add_argument("--folder", type=Path, help="keep the archives here")
    chosen = options.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="newsarchive-restored-"))
    try:
        return compare(chosen, folder)
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


def compare(chosen: argparse.Namespace, folder: Path) -> int:
    """How many addresses differ."""
    engine = {"SEARCH_ENGINE": chosen.engine}
    first = folder / "first"
    last = grow(first, folder, chosen, engine)
    with processes.start(first, "import", str(last), **engine) as process:
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


def backup(data: Path, file: Path, *flags: str, **variables: str) -> None:
    told(f"backup into {file.name}", lambda: backups.done(data, "backup", str(file), *flags, **variables))
    counts = backups.manifest(file)["counts"]
    print(f"    {file.stat().st_size:,} bytes, {counts['articles.article']:,} articles", flush=True)


def restore(file: Path, data: Path, **variables: str) -> None:
    told(f"restore of {file.name}", lambda: backups.done(data, "restore", str(file), **variables))
    print("    " + told("verify", lambda: backups.done(data, "verify", **variables)).strip(), flush=True)


def check(answers: dict[str, pages.Answer], file: Path, data: Path, **variables: str) -> int:
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
        told(f"import of {file.name}", lambda file=file: backups.done(data, "import", str(file), **engine))
        backups.done(data, "shell", "-v0", "-c", EDIT, **engine)
    return files[-1]


def told(what: str, do: Callable[[], T]) -> T:
    began = time.perf_counter()
    value = do()
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return value


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
