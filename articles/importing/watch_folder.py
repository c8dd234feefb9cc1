"""A watched folder: files that have come to rest in it are imported, each once; nothing in it is touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from articles.importing.pipeline import files_below, import_files
from articles.importing.rows.store import Report
from articles.ingest.file_names import printable_name
from articles.models import Article, Import, ImportedFile

# What programs call a file that they are still writing.
_PARTIAL: Final = (".part", ".partial", ".tmp", ".crdownload", ".filepart", "~")

FileState = tuple[int, int]


class WatchFolder:
    """Looks at a folder from time to time. A file is at rest when two looks find the same size and time.

    What has been read is remembered in the database by path, size and time of change: a file that changes
    is read again, one whose batch was undone is not.
    """

    def __init__(
        self, folder: Path, *, source_name: str = "", status: str = Article.Status.PUBLISHED
    ) -> None:
        self.folder = folder.resolve()
        self.source_name, self.status = source_name, status
        self._seen: dict[Path, FileState] = {}

    def poll(self) -> Report:
        """Import what has come to rest since the last look, and return when it is searchable."""
        present = {path: state for path in files_below(self.folder) if (state := _state(path))}
        resting = [path for path, state in present.items() if self._seen.get(path) == state]
        self._seen = present
        files = [path for path in resting if not self._done(path)]
        return import_files(self._rows(files)) if files else Report()

    @property
    def changing(self) -> list[Path]:
        """Files that the last look found for the first time, or changed."""
        return [path for path in self._seen if not self._done(path)]

    def _rows(self, files: list[Path]) -> Iterator[tuple[Path, ImportedFile]]:
        """Each file with its row: that of a reading which was interrupted, or a new one."""
        batch = None
        for path in files:
            fingerprint = self._fingerprint(path)
            row = ImportedFile.objects.filter(fingerprint=fingerprint).first()
            if row is None:
                batch = batch or self._batch()
                name = printable_name(str(path.relative_to(self.folder)))[-300:]
                size, _changed = self._seen[path]
                row = ImportedFile.objects.create(batch=batch, name=name, size=size, fingerprint=fingerprint)
            yield path, row

    def _batch(self) -> Import:
        return Import.objects.create(
            origin=Import.Origin.FOLDER,
            source_name=self.source_name[:200],
            publish_at_once=self.status == Article.Status.PUBLISHED,
        )

    def _done(self, path: Path) -> bool:
        row = ImportedFile.objects.filter(fingerprint=self._fingerprint(path)).first()
        return row is not None and not row.unfinished

    def _fingerprint(self, path: Path) -> str:
        size, changed = self._seen[path]
        return hashlib.sha256(f"{path}\0{size}\0{changed}".encode("utf-8", "surrogateescape")).hexdigest()


def _state(path: Path) -> FileState | None:
    if path.name.lower().endswith(_PARTIAL):
        return None
    try:
        stat = path.stat()
    except OSError:
        return None  # gone again
    return stat.st_size, stat.st_mtime_ns
