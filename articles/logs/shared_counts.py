"""Numbers that all processes of an archive add to, in one small file.

Every process has a row of its own, so that nobody waits for anybody; one that begins goes on with the row of
one that has ended, so that totals never fall. A row belongs to whoever holds the lock on its byte, which the
kernel frees with the process. Rows are written, not mapped: a file that is cut, or a full disk, ends nobody.
(The multiprocess mode of prometheus-client maps a file for each process that ever was, with room that is only
promised.)
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from array import array
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

ROWS: Final = 64  # processes at once; the counts of more are lost
_SIZE: Final = array("d").itemsize


class SharedCounts:
    """``width`` numbers, added to by processes and threads. ``file`` is made on first use."""

    def __init__(self, file: Path, width: int) -> None:
        self._file, self._width = file, width
        self._lock = threading.Lock()
        self._begin()
        os.register_at_fork(after_in_child=self._begin_in_child)

    def _begin(self) -> None:
        self._own = array("d", bytes(self._width * _SIZE))
        self._row: int | None = None
        self._handle: int | None = None
        self._changed = self._tried = False

    def _begin_in_child(self) -> None:
        """The parent goes on with its row; what it has counted is not counted twice."""
        self._lock = threading.Lock()
        if self._handle is not None:
            os.close(self._handle)
        self._begin()

    def add(self, place: int, amount: float = 1.0) -> None:
        """Count in this process alone, until :meth:`flush`."""
        with self._lock:
            self._own[place] += amount
            self._changed = True

    def flush(self) -> None:
        """Let the other processes see what this one has counted. One write of some kilobyte."""
        with self._lock:
            if not self._changed:
                return
            self._changed = False
            row = self._claimed()
            if row is None or self._handle is None:
                return
            try:
                os.pwrite(self._handle, self._own.tobytes(), self._offset(row))
            except OSError:  # a full disk: the next flush writes all of it
                self._changed = True

    def totals(self) -> list[float]:
        """The sums over all processes."""
        self.flush()
        with self._lock:
            self._claimed()
            content = b"" if self._handle is None else _read(self._handle, ROWS * self._width * _SIZE)
            own = None if self._row is not None else self._own
        content = content.ljust(ROWS * self._width * _SIZE, b"\0")
        numbers = array("d", content)
        sums = [sum(numbers[place :: self._width]) for place in range(self._width)]
        return [total + own[place] for place, total in enumerate(sums)] if own else sums

    def _offset(self, row: int) -> int:
        return row * self._width * _SIZE

    def _claimed(self) -> int | None:
        """This process's row, taken on first use with what its last owner had counted. Tried once."""
        if self._tried:
            return self._row
        self._tried = True
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.posix_fallocate(self._handle, 0, ROWS * self._width * _SIZE)
            self._row = self._free_row(self._handle)
        except OSError as error:
            log.warning("what this process does is not counted for /metrics: %s", error)
            return None
        if self._row is not None:
            before = os.pread(self._handle, self._width * _SIZE, self._offset(self._row))
            for place, number in enumerate(array("d", before.ljust(self._width * _SIZE, b"\0"))):
                self._own[place] += number
        return self._row

    @staticmethod
    def _free_row(handle: int) -> int | None:
        for row in range(ROWS):
            try:
                fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, row)
            except BlockingIOError:
                continue
            return row
        return None


def _read(handle: int, size: int) -> bytes:
    try:
        return os.pread(handle, size, 0)
    except OSError:
        return b""
