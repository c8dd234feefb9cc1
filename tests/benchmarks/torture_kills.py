"""Kill what writes, at hundreds of points, and see that nothing is lost, twice or stuck: ``make torture``.

Each operation runs once to its end, while its statements to the database and its calls that change files
are counted. Then it runs again and again on a fresh copy of the archive, and is killed with all that it
started just before the n-th of them, n drawn by a printed seed. Afterwards what the served archive's worker
does after a death is done, the command is repeated where a person would, and the archive is compared with
what it must be. Processes are forked from one that has Django loaded, so that a kill point costs a second.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

ARTICLES = 120
NEW = 80  # rows of the operations that bring articles
WORDS = ("السد", "الماء", "البلدة", "المدينة", "الوزير", "المطر", "القرية", "الجسر", "المدرسة", "الميناء")
# What changes files, as Python's audit events name it.
FILE_EVENTS = {"os.rename", "os.remove", "os.truncate", "os.mkdir", "os.rmdir", "shutil.rmtree", "os.link"}


def rows(first: int, count: int) -> str:
    chosen = random.Random(first)
    return "".join(
        json.dumps(
            {
                "title": f"خبر {number} عن {chosen.choice(WORDS)}",
                "body": f"نصّ الخبر {number}: " + " ".join(chosen.choices(WORDS, k=40)),
                "source": f"صحيفة {number % 3}",
                "url": f"https://news.example/{number}",
                "published": "2022-03-04",
            },
            ensure_ascii=False,
        )
        + "\n"
        for number in range(first, first + count)
    )


# ---- the operations -------------------------------------------------------------------------------


def save() -> None:
    from articles.editing import articles
    from articles.models import Article

    for article in Article.objects.order_by("pk")[:5]:
        article.body = f"نصّ محرّر {article.pk}"
        articles.update([articles.Version(article)])


def import_file() -> None:
    from django.conf import settings

    from articles.importing import pipeline

    path = settings.DATA_DIR / "new.jsonl"
    path.write_text(rows(ARTICLES, NEW), "utf-8")
    report = pipeline.import_paths([path])
    assert not report.issues, report.issues


def rebuild_index() -> None:
    from django.conf import settings

    from articles.indexing import rebuild

    rebuild.rebuild(settings.SEARCH_ENGINE)


def switch_engine() -> None:
    from articles.indexing import rebuild

    rebuild.build_for("tantivy")


def merge_sources() -> None:
    from articles.editing import names
    from articles.models import Source

    rows = list(Source.objects.filter(name__startswith="صحيفة").order_by("name"))
    for row in rows[1:]:
        names.merge(row, rows[0])


def upload() -> None:
    """A batch of drafts, read by the worker."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import transaction

    from articles.importing import uploads
    from articles.models import Import
    from tests.jobs import run_jobs

    if not Import.objects.filter(origin="upload").exists():
        file = SimpleUploadedFile("rows.jsonl", rows(ARTICLES, NEW).encode())
        with transaction.atomic():  # as the upload page does
            uploads.receive(Import.objects.create(), [file])
    run_jobs()


def publish() -> None:
    from articles.importing import uploads
    from articles.models import Import
    from tests.jobs import run_jobs

    uploads.publish(Import.objects.filter(origin="upload").get())
    run_jobs()


def undo() -> None:
    from articles.importing import uploads
    from articles.models import Import
    from tests.jobs import run_jobs

    batch = Import.objects.filter(origin="upload").get()
    if not batch.undone_at:
        uploads.undo(batch)
    run_jobs()


# Each operation, what stands before it, and how many articles the archive has when it is done.
OPERATIONS: dict[str, tuple[Callable[[], None], tuple[Callable[[], None], ...], int]] = {
    "save": (save, (), ARTICLES),
    "import": (import_file, (), ARTICLES + NEW),
    "rebuild": (rebuild_index, (), ARTICLES),
    "switch": (switch_engine, (), ARTICLES),
    "merge": (merge_sources, (), ARTICLES),
    "upload": (upload, (), ARTICLES + NEW),
    "publish": (publish, (upload,), ARTICLES + NEW),
    "undo": (undo, (upload, publish), ARTICLES),
}


# ---- in a process of its own ----------------------------------------------------------------------


def in_child(work: Callable[[], object], *, log: Path) -> int:
    """Run it in a forked process group; the exit status, or minus the signal that ended it."""
    child = os.fork()
    if not child:
        os.setsid()
        try:
            with log.open("a") as stream:
                os.dup2(stream.fileno(), 1)
                os.dup2(stream.fileno(), 2)
            work()
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status)


def counting(work: Callable[[], None], stop_at: int, count_file: Path | None = None) -> None:
    """Run the work and count what it writes; be killed, with all that it started, before the n-th."""
    from django.db import connection

    seen = 0

    def one() -> None:
        nonlocal seen
        seen += 1
        if seen == stop_at:
            os.killpg(0, signal.SIGKILL)

    def statement(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if not sql.lstrip().upper().startswith("SELECT"):
            one()
        return execute(sql, params, many, context)

    def audit(event: str, args: tuple[object, ...]) -> None:
        if event in FILE_EVENTS or (
            event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax")
        ):
            one()

    sys.addaudithook(audit)
    with connection.execute_wrapper(statement):
        work()
    if count_file:
        count_file.write_text(str(seen))


def recover(again: Callable[[], None]) -> None:
    """What the worker of a served archive does, then the operation once more, as a person would."""
    from django.conf import settings

    from articles.importing import jobs
    from articles.indexing import outbox, rebuild
    from tests.jobs import run_jobs

    if rebuild.cannot_be_used():
        rebuild.rebuild(settings.SEARCH_ENGINE)
    jobs.requeue_interrupted()
    run_jobs()
    again()
    jobs.requeue_interrupted()
    run_jobs()
    outbox.drain_and_wait()


def verify(expected: int) -> None:
    """Raises AssertionError that begins with what is wrong: lost, twice, stuck or damaged."""
    from django.db import connection
    from django.db.models import Count

    from articles.importing.pipeline import UNFINISHED
    from articles.indexing import rebuild, runtime
    from articles.models import Article, Import, ImportedFile, IndexChange

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",), "damaged: the database"
        assert not cursor.execute("PRAGMA foreign_key_check").fetchall(), "damaged: a row without its other"
    assert not Article.objects.values("url").annotate(n=Count("pk")).filter(n__gt=1), "twice: an article"
    count = Article.objects.count()
    assert count >= expected, f"lost: {expected - count} articles"
    assert count == expected, f"twice: {count - expected} articles too many"
    waiting = IndexChange.objects.filter(held=False).count()
    assert not waiting, f"stuck: {waiting} changes wait for the index"
    assert not ImportedFile.objects.filter(status__in=UNFINISHED).exists(), "stuck: a file"
    assert not Import.objects.filter(publishing=True).exists(), "stuck: a batch"
    engine = runtime.current_engine()
    engine.check(every_byte=True)
    assert not rebuild.check(engine), "lost: the index does not agree with the database"


# ---- all of them ----------------------------------------------------------------------------------


def make_archive() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from articles.importing import pipeline

    call_command("migrate", verbosity=0)
    path = settings.DATA_DIR / "base.jsonl"
    path.write_text(rows(0, ARTICLES), "utf-8")
    pipeline.import_paths([path])


def one_kill(data: Path, base: Path, name: str, at: int, log: Path) -> str:
    """Kill the operation at its n-th writing, recover, and compare. What went wrong, or ""."""
    operation, _, expected = OPERATIONS[name]
    shutil.rmtree(data)
    shutil.copytree(base, data)
    log.write_text("")
    status = in_child(lambda: counting(operation, at), log=log)
    if status not in (0, -signal.SIGKILL):
        return f"{name} failed before it was killed"

    def look() -> None:
        recover(operation)
        verify(expected)

    if in_child(look, log=log):
        return log.read_text().strip().rpartition("\n")[2]
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    with tempfile.TemporaryDirectory(prefix="newsarchive-kills-") as folder:
        return run(Path(folder), options)


def run(folder: Path, options: argparse.Namespace) -> int:
    data, log = folder / "data", folder / "log"
    os.environ |= {"NEWSARCHIVE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"}
    import django

    from newsarchive import data_folder

    django.setup()
    data_folder.prepare()
    assert in_child(make_archive, log=log) == 0, log.read_text()
    bases, totals = prepare(data, folder, log)
    chosen, end = random.Random(options.seed), time.monotonic() + options.seconds
    kills, faults = Counter[str](), list[str]()
    while kills.total() < options.kills and time.monotonic() < end:
        name = list(OPERATIONS)[kills.total() % len(OPERATIONS)]
        at = chosen.randint(1, totals[name])
        kills[name] += 1
        if fault := one_kill(data, bases[name], name, at, log):
            faults.append(fault)
            print(
                f"{name}, killed before writing {at} of {totals[name]}: {fault}\n{log.read_text()}",
                flush=True,
            )
    words = Counter(fault.replace("AssertionError: ", "").partition(":")[0] for fault in faults)
    print(
        f"kill points {kills.total()} {dict(kills)}: lost {words['lost']}, twice {words['twice']}, ", end=""
    )
    print(f"stuck {words['stuck']}, other {len(faults) - words['lost'] - words['twice'] - words['stuck']}")
    return bool(faults)


def prepare(data: Path, folder: Path, log: Path) -> tuple[dict[str, Path], dict[str, int]]:
    """A copy of the archive as it is before each operation, and how often the operation writes."""
    pristine = shutil.copytree(data, folder / "pristine")
    bases, totals = {}, {}
    for name, (operation, before, _) in OPERATIONS.items():
        shutil.rmtree(data)
        shutil.copytree(pristine, data)
        for step in before:
            assert in_child(step, log=log) == 0, log.read_text()
        bases[name] = shutil.copytree(data, folder / name)
        count_file = folder / "count"
        status = in_child(partial(counting, operation, 0, count_file), log=log)
        assert status == 0, log.read_text()
        totals[name] = int(count_file.read_text())
    print("writings:", totals, flush=True)
    return bases, totals


if __name__ == "__main__":
    sys.exit(main())
