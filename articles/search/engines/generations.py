"""The folder of an index that is built beside the live one and swapped in once.

    location/
        current            which generation is live, and the fingerprint that built it (JSON)
        generation-xxxx/   the engine's own files
        lock               held while the live generation is changed
        rebuild.lock       held while another generation is built; changes to the live one go on

``current`` is replaced by one rename, so a process killed at any moment leaves a sound index: before the
rename the old one, after it the new one. What a dead process left behind is cleared by the next rebuild.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from articles.search import schema
from articles.search.errors import IndexBusy, IndexStale
from articles.search.types import Doc

Write = Callable[[Path, Collection[int], Iterable[Doc]], None]
Build = Callable[[Path, Iterable[Doc]], None]
Version = tuple[int, int, int]

_UNREADABLE = ""  # no layout
_POLL = 0.02  # seconds between two tries for a lock


@dataclass(frozen=True, slots=True)
class Current:
    """The live generation: the name of its folder, and the fingerprint and layout that built it."""

    name: str
    fingerprint: str
    layout: str


class IndexDirectory:
    """``location`` on disk. Engines give the functions that write into one generation's folder."""

    def __init__(self, location: Path | str, *, lock_seconds: float = 10.0) -> None:
        self.location = Path(location)
        self._lock_seconds = lock_seconds
        self._current_file = self.location / "current"

    # ---- reading ----

    def version(self) -> Version | None:
        """Changes when another generation goes live. Cheap: one look at a file."""
        try:
            return version_of(self._current_file)
        except FileNotFoundError:
            return None

    def current(self) -> Current | None:
        """The live generation; None when there is no index yet. A pointer that this version cannot read
        counts as another version's index."""
        try:
            return Current(**json.loads(self._current_file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return Current("", "", _UNREADABLE)

    def folder(self, current: Current) -> Path:
        """Where the generation lies. Raises IndexStale when this version cannot read it."""
        if current.layout != schema.layout():
            raise IndexStale("The search index was made by another version: run manage.py rebuild_index.")
        return self.location / current.name

    # ---- changing ----

    def change(self, ids: Collection[int], docs: Iterable[Doc], write: Write, fingerprint: str) -> None:
        """Let ``write`` change the live generation, an empty new one when there is none.

        ``docs`` are read inside the lock. Raises IndexBusy when the lock is not had in time, IndexStale
        when the generation cannot be changed by this version.
        """
        with self._locked("lock", self._lock_seconds):
            current = self.current()
            if current is not None:
                write(self.folder(current), ids, docs)
                return
            with self._new_folder() as folder:
                write(folder, ids, docs)
                self._go_live(folder, fingerprint)

    def rebuild(self, docs: Iterable[Doc], build: Build, fingerprint: str) -> None:
        """Let ``build`` fill a new generation and swap it in.

        Raises IndexBusy when another is being built already, or the lock for the swap is not had in time.
        """
        with self._locked("rebuild.lock", 0), self._new_folder() as folder:
            build(folder, docs)
            with self._locked("lock", self._lock_seconds):
                self._go_live(folder, fingerprint)
                self._clear_left_overs()

    # ---- the parts ----

    @contextmanager
    def _new_folder(self) -> Iterator[Path]:
        """A folder for a new generation; removed again when it could not be filled."""
        folder = Path(tempfile.mkdtemp(prefix="generation-", dir=self.location))
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _go_live(self, folder: Path, fingerprint: str) -> None:
        text = json.dumps(asdict(Current(folder.name, fingerprint, schema.layout())))
        write_durably(self._current_file, text.encode())

    def _clear_left_overs(self) -> None:
        """Remove all but the live generation: what was swapped out, and what a killed process left."""
        current = self.current()
        for folder in self.location.glob("generation-*"):
            if current is None or folder.name != current.name:
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _locked(self, name: str, seconds: float) -> Iterator[None]:
        """Hold a lock of the folder; the system lets go of it when the process dies."""
        self.location.mkdir(parents=True, exist_ok=True)
        with (self.location / name).open("a") as file:
            _acquire(file.fileno(), seconds)
            yield


def version_of(file: Path) -> Version:
    """Changes when another file takes the place of this one. Raises FileNotFoundError."""
    stat = os.stat(file)
    return stat.st_mtime_ns, stat.st_ino, stat.st_size


def _acquire(descriptor: int, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise IndexBusy("Another process is changing the search index; try again later.") from None
            time.sleep(_POLL)
        else:
            return


def write_durably(path: Path, content: bytes) -> None:
    """Replace the file by one rename, on the disk before and after."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Put a file's content, or a folder's entries, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
