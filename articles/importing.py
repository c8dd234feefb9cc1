"""Files and folders → articles, stored in batches while the last batch is being indexed.

A process killed between batches leaves whole batches behind, and importing again adds only what is missing.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from articles import indexing, runtime
from articles.ingest import registry
from articles.ingest.types import Draft, Issue, Limits
from articles.models import Article, Import, ImportedFile
from articles.search.errors import IndexBusy, SearchError
from articles.storing import Destination, Report, store

BATCH = indexing.BATCH

Progress = Callable[[int], None]


def import_paths(
    paths: Iterable[Path],
    *,
    source_name: str = "",
    status: str = Article.Status.PUBLISHED,
    progress: Progress | None = None,
) -> Report:
    """Read files and folders, store what is new, and return when all of it is searchable.

    The batch that it makes is listed and can be undone with those that were uploaded.
    """
    begun = time.monotonic()
    report = Report()
    batch = Import.objects.create(
        origin=Import.Origin.COMMAND,
        source_name=source_name[:200],
        publish_at_once=status == Article.Status.PUBLISHED,
    )
    with indexing.paused(), _Drainer() as drainer:
        for path in paths:
            file = ImportedFile.objects.create(batch=batch, name=path.name[-300:])
            to = Destination(source_name, status, file)
            for items in indexing.batched(_items(path), BATCH):
                store(items, report, to)
                drainer.batch_stored()
                if progress:
                    progress(len(items))
            finish(file)
    report.seconds = time.monotonic() - begun
    return report


def finish(file: ImportedFile) -> None:
    """Mark a file as read to its end; as failed when nothing could be had from it."""
    file.refresh_from_db()
    nothing = file.refused and not (file.added or file.updated or file.duplicates)
    file.status = file.Status.FAILED if nothing else file.Status.DONE
    file.percent = 100
    file.save(update_fields=["status", "percent"])


def limits() -> Limits:
    """What a file may cost, by the settings."""
    return Limits(**settings.IMPORT_LIMITS)


def _items(path: Path) -> Iterator[Draft | Issue]:
    for file in _files(path):
        yield from registry.read(file, limits())


def _files(path: Path) -> Iterator[Path]:
    """The file itself, or a folder's files in the order of their names, without hidden ones and links."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if file.is_file() and not file.is_symlink() and not hidden:
            yield file


class _Drainer:
    """Indexes in a thread of its own what the import has committed, until all of it is searchable.

    NumPy, SQLite and the index files let go of the interpreter while they work, so reading the next batch
    and indexing the last one overlap on two cores. The import waits when it is a batch ahead: so whatever a
    reader saves meanwhile is searchable within two batches.
    """

    def __enter__(self) -> _Drainer:
        self._batches: queue.Queue[bool] = queue.Queue(maxsize=1)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
        self._thread.start()
        return self

    def batch_stored(self) -> None:
        """Have what is committed indexed. Raises what went wrong with an earlier batch."""
        self._batches.put(True)
        self._raise()

    def __exit__(self, *exc: object) -> None:
        self._batches.put(False)
        self._thread.join()
        self._raise()

    def _raise(self) -> None:
        if self._error:
            raise self._error

    def _run(self) -> None:
        try:
            while self._batches.get():
                if self._error is None:
                    self._drain()
            self._drain()
        finally:
            connection.close()

    def _drain(self) -> None:
        try:
            drain_patiently()
        except SearchError as error:  # the rows remain in the outbox; the import's caller is told
            self._error = error


def drain_patiently() -> None:
    """Drain the outbox; while another process is at it, wait until what was in it is applied."""
    while True:
        try:
            indexing.drain(runtime.current_engine())
            return
        except IndexBusy:
            time.sleep(0.05)
