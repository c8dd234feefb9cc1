"""The folder of an index that is built beside the live one and swapped in once.

    location/
        current            which generation is live, and the fingerprint that built it (JSON, checksum)
        generation-xxxx/   the engine's own files
        lock               held while the live generation is changed
        rebuild.lock       held while another generation is built; changes to the live one go on

``current`` is replaced by one rename, so a process killed at any moment leaves a sound index: before the
rename the old one, after it the new one. What a dead process left behind is cleared by the next rebuild.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from articles.search import schema
from articles.search.engines import json_file
from articles.search.engines.file_lock import file_lock
from articles.search.engines.files import Version, refuse_foreign, version_of
from articles.search.engines.mapped_files import protect
from articles.search.errors import IndexDamaged, IndexMissing, IndexStale
from articles.search.types import Doc

Write = Callable[[Path, Collection[int], Iterable[Doc]], None]
Build = Callable[[Path, Iterable[Doc]], None]
Fill = Callable[[Path], None]

_GENERATION = re.compile(r"generation-\w+")


@dataclass(frozen=True, slots=True)
class Current:
    """The live generation: the name of its folder, and the fingerprint and layout that built it."""

    name: str
    fingerprint: str
    layout: str


@dataclass(frozen=True, slots=True)
class Options:
    """How patient a change is; whether an index that is not there is one that was lost (``must_exist`` is
    asked when there is none); and which fingerprint it must have, if any is ``required``."""

    lock_seconds: float = 10.0
    must_exist: Callable[[], bool] = bool
    required: str = ""


_UNREADABLE = Current("", "", "")


class IndexDirectory:
    """``location`` on disk. ``write`` changes what is in one generation's folder, ``build`` fills an empty
    one."""

    def __init__(
        self, location: Path | str, *, write: Write, build: Build, options: Options = Options()
    ) -> None:
        self.location = Path(location)
        self._write = write
        self._build = build
        self._options = options
        self._pointer = self.location / "current"
        protect(self.location)

    # ---- reading ----

    def version(self) -> Version | None:
        """Changes when another generation goes live. Cheap: one look at a file."""
        try:
            return version_of(self._pointer)
        except FileNotFoundError:
            return None

    def current(self) -> Current | None:
        """The live generation; None when there is no index yet. A pointer that cannot be read counts as
        that of an index which cannot be read. Raises OSError."""
        try:
            return Current(**json_file.read(self._pointer))
        except FileNotFoundError:
            return None
        except (json_file.GarbledFile, TypeError):
            return _UNREADABLE

    def refuse_missing(self) -> None:
        """Raise IndexMissing if there must be an index; to be called when there is none."""
        if self._options.must_exist():
            raise IndexMissing(f"The search index is gone from {self.location}: run manage.py rebuild_index.")

    def generation_folder(self, current: Current) -> Path:
        """Where the generation lies.

        Raises IndexStale when another version wrote it or somebody else may write there, IndexDamaged when
        the pointer cannot be read or points nowhere.
        """
        if not _GENERATION.fullmatch(current.name):
            raise IndexDamaged(f"{self._pointer} cannot be read")
        if current.layout != schema.layout():
            raise IndexStale("The search index was made by another version: run manage.py rebuild_index.")
        if self._options.required not in ("", current.fingerprint):
            raise IndexStale(
                "The vocabulary is lost that the search index was built with: run manage.py rebuild_index."
            )
        folder = self.location / current.name
        try:
            refuse_foreign(self.location, folder)
        except FileNotFoundError as error:
            raise IndexDamaged(f"{folder} is gone") from error
        return folder

    # ---- changing ----

    def change(self, ids: Collection[int], docs: Iterable[Doc], fingerprint: str) -> None:
        """Make the live generation hold, of the articles ``ids``, exactly ``docs``; a new one is built of
        them when there is none. Raises IndexMissing when there must be one.

        ``docs`` are read inside the lock. Raises IndexBusy when the lock is not had in time, IndexStale
        when the generation cannot be changed by this version.
        """
        with self._locked("lock", self._options.lock_seconds):
            current = self.current()
            if current is not None:
                self._write(self.generation_folder(current), ids, docs)
                return
            self.refuse_missing()
            with self._new_folder() as folder:
                self._build(folder, {doc.id: doc for doc in docs}.values())
                self._go_live(folder, fingerprint)

    def rebuild(self, docs: Iterable[Doc], fingerprint: str) -> None:
        """Fill a new generation with ``docs`` and swap it in.

        Raises IndexBusy when another is being built already, or the lock for the swap is not had in time.
        """
        self.adopt(lambda folder: self._build(folder, docs), fingerprint)

    def adopt(self, fill: Fill, fingerprint: str) -> None:
        """Swap in a generation whose files ``fill`` puts into an empty folder. Raises IndexBusy as
        ``rebuild`` does."""
        with self._locked("rebuild.lock", 0), self._new_folder() as folder:
            fill(folder)
            with self._locked("lock", self._options.lock_seconds):
                self._go_live(folder, fingerprint)
                self._clear_left_overs()

    @contextmanager
    def unchanging(self, seconds: float) -> Iterator[tuple[Path, Current] | None]:
        """The folder of the live generation, to which nobody writes while the block lasts; None when there is
        no index. Raises IndexBusy when a writer takes longer than ``seconds``."""
        with self._locked("lock", seconds):
            current = self.current()
            yield (self.generation_folder(current), current) if current else None

    def delete(self) -> None:
        """Remove the pointer and every generation. Raises IndexBusy as :meth:`rebuild` does."""
        with self._locked("rebuild.lock", 0), self._locked("lock", self._options.lock_seconds):
            self._pointer.unlink(missing_ok=True)
            for folder in self.location.glob("generation-*"):
                shutil.rmtree(folder)

    # ---- the parts ----

    @contextmanager
    def _new_folder(self) -> Iterator[Path]:
        """A folder for a new generation, its owner's alone; removed again when it could not be filled."""
        self.location.chmod(0o700)
        folder = Path(tempfile.mkdtemp(prefix="generation-", dir=self.location))
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def _go_live(self, folder: Path, fingerprint: str) -> None:
        json_file.write(self._pointer, asdict(Current(folder.name, fingerprint, schema.layout())))

    def _clear_left_overs(self) -> None:
        """Remove all but the live generation: what was swapped out, and what a killed process left."""
        current = self.current()
        for folder in self.location.glob("generation-*"):
            if current is None or folder.name != current.name:
                shutil.rmtree(folder, ignore_errors=True)

    def _locked(self, name: str, seconds: float) -> AbstractContextManager[None]:
        return file_lock(self.location / name, seconds)
