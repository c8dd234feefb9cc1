"""What the engines have in common that keep their index on this machine's disk."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import limits, schema
from articles.search.engines.files import seal
from articles.search.engines.generations import Current, IndexDirectory, Options
from articles.search.engines.mapped_files import faults
from articles.search.engines.reader_manager import Errors, R, ReaderManager
from articles.search.errors import IndexDamaged
from articles.search.types import Doc


class PersistentEngine(ABC, Generic[R]):
    """Changes and rebuilds an :class:`IndexDirectory`, and reads its newest commit. An engine says how the
    files of one generation are written, and how they are opened."""

    #: What turn the errors of writing and of reading into SearchError.
    _write_errors: Errors
    _read_errors: Errors
    _readers: ReaderManager[R]

    def __init__(self, location: Path | str, analyzer: Analyzer, options: dict[str, Any]) -> None:
        """``options`` are those of :class:`Options`."""
        self._directory = IndexDirectory(
            location, write=self._write, build=self._build, options=Options(**options)
        )
        self._analyzer = analyzer

    @abstractmethod
    def _write(self, folder: Path, ids: Collection[int], docs: Iterable[Doc]) -> None:
        """Make the generation in ``folder`` hold, of the articles ``ids``, exactly ``docs``: one commit."""

    @abstractmethod
    def _build(self, folder: Path, docs: Iterable[Doc]) -> None:
        """Fill the empty ``folder`` of a new generation."""

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        with self._write_errors():
            self._directory.change(
                ids, limits.checked(docs, self._analyzer), schema.fingerprint(self._analyzer)
            )

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with self._write_errors():
            self._directory.rebuild(limits.holdable(docs, self._analyzer), schema.fingerprint(self._analyzer))

    @contextmanager
    def copied_to(self, folder: Path, *, wait: float) -> Iterator[Current | None]:
        """Copy the files of the index, by further names of them, into the empty ``folder``: one commit, to
        which nothing is added while the block lasts. Yields what built it; None when there is no index.

        Raises IndexBusy when a writer takes longer than ``wait`` seconds.
        """
        with self._write_errors(), self._directory.unchanging(wait) as found:
            if found:
                self._export(found[0], folder)
            yield found[1] if found else None

    def adopt(self, folder: Path) -> None:
        """Make the files of ``folder``, to which an engine with the same analyzer was copied, the index. They
        are moved out of it."""

        def fill(place: Path) -> None:
            for file in folder.iterdir():
                seal(file.rename(place / file.name))
            self._import(place)

        with self._write_errors():
            self._directory.adopt(fill, schema.fingerprint(self._analyzer))

    @abstractmethod
    def _export(self, source: Path, target: Path) -> None:
        """Copy the present commit of a generation, to which nobody writes, into another folder."""

    def _import(self, folder: Path) -> None:
        """Make the files that were exported a generation."""
        return None

    def delete(self) -> None:
        self._readers.close()
        with self._write_errors():
            self._directory.delete()

    def fingerprint(self) -> str | None:
        with self._write_errors():
            current = self._directory.current()
        return current.fingerprint if current else None

    def close(self) -> None:
        self._readers.close()

    @contextmanager
    def _reading(self) -> Iterator[R]:
        """The newest reader. What goes wrong while its files are changed under it is their damage."""
        reader, before = self._readers.newest(), faults()
        try:
            with self._read_errors():
                yield reader
        except Exception as error:
            if not isinstance(error, IndexDamaged) and (reader.changed() or faults() != before):
                raise IndexDamaged(f"{type(error).__name__} in a search") from error
            raise
        if faults() != before:
            raise IndexDamaged("a file was cut during a search")
