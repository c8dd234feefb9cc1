"""The newest commit of an index on disk, opened once for all threads of a process, whoever made it."""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from articles.search.engines.files import Version
from articles.search.engines.generations import IndexDirectory
from articles.search.errors import IndexDamaged, IndexStale

_TRIES: Final = 20  # of opening an index whose files another process changes meanwhile
_REMEMBERED: Final = 0.5  # seconds for which an index that could not be opened is not tried again

Errors = Callable[[], AbstractContextManager[None]]


class Reader(Protocol):
    """A commit, opened. It goes on seeing this commit, whatever is written afterwards."""

    @property
    def version(self) -> Version | None:
        """Of the pointer to the live generation; None when there was no index."""

    def changed(self) -> bool:
        """Whether a file is not what it was when it was opened."""


R = TypeVar("R", bound=Reader)
T = TypeVar("T")


class _Failure(NamedTuple):
    """Why the index that the pointer led to could not be opened."""

    version: Version | None
    until: float
    error: IndexStale


class ReaderManager(ABC, Generic[R]):
    """Hands out the newest reader. An engine says how a reader is opened, and when it is behind."""

    def __init__(self, directory: IndexDirectory, errors: Errors) -> None:
        """``errors`` turns what opening raises into SearchError."""
        self._directory = directory
        self._errors = errors
        self._reader: R | None = None
        self._failure: _Failure | None = None
        self._opening = threading.Lock()

    @abstractmethod
    def _has_commit_after(self, reader: R) -> bool:
        """Whether the generation that the reader sees has had a commit since."""

    @abstractmethod
    def _open(self, version: Version | None) -> R:
        """Open the newest commit, ``version`` being that of the pointer. Raises FileNotFoundError when a file
        was cleared meanwhile, IndexStale when the index cannot be read."""

    def newest(self) -> R:
        """The reader at hand, unless something was committed since; an empty one when there is no index.

        Raises IndexMissing when there must be one, IndexStale when the index cannot be read,
        EngineUnavailable when the disk cannot.
        """
        reader = self._reader
        if reader is None or not self._is_newest(reader):
            reader = self._reopened()
        if reader.version is None:
            self._directory.refuse_missing()
        return reader

    def close(self) -> None:
        with self._opening:
            self._reader = self._failure = None

    def opened(self, open: Callable[[Version | None], T]) -> T:
        """What ``open`` makes of the newest commit, tried again when a writer changes it under its hands."""
        for _ in range(_TRIES):
            version = self._directory.version()
            try:
                return open(version)
            except FileNotFoundError as error:  # a commit has just cleared a file that was about to be opened
                missing = str(error.filename)
            except IndexDamaged as error:
                missing = str(error)
                if version == self._directory.version():  # no other generation went live meanwhile
                    raise
        raise IndexDamaged(f"{missing} is gone")

    def _is_newest(self, reader: R) -> bool:
        if reader.version != self._directory.version():
            return False
        return reader.version is None or not (self._has_commit_after(reader) or reader.changed())

    def _reopened(self) -> R:
        with self._opening, self._errors():
            if self._reader is None or not self._is_newest(self._reader):
                self._reader = self._open_unless_failed()
            return self._reader

    def _open_unless_failed(self) -> R:
        version, failure = self._directory.version(), self._failure
        if failure and failure.version == version and time.monotonic() < failure.until:
            raise failure.error
        try:
            return self.opened(self._open)
        except IndexStale as error:
            self._failure = _Failure(version, time.monotonic() + _REMEMBERED, error)
            raise
