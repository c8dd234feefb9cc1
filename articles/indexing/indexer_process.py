"""What an import has stored is indexed meanwhile by a process of its own, on another core.

As a thread it shared the interpreter with storing: 4.2 ms an article for both, where the import takes 2 ms
beside a process. The process ends when its line to the import does: the rows of a killed import remain in the
outbox. The import itself takes over from a process that has died.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Final

from django.conf import settings

from articles.ingest.memory import rare_collection
from articles.logs.context import correlated, request_id

AHEAD: Final = 4  # batches that an import may be ahead of the index


class IndexerProcess:
    """Inside, batches are indexed as they are stored; on the way out, until the last is searchable.

    A process is started for the second batch: a small import is sooner done without.
    """

    def __enter__(self) -> IndexerProcess:
        self._process: _Process | None = None
        self._batches = 0
        return self

    def batch_stored(self) -> None:
        """Have what is committed indexed. Waits when the import is too far ahead."""
        self._batches += 1
        if self._batches == 2:
            self._process = _Process()
        if self._process is not None:
            try:
                self._process.drain()
            except (EOFError, OSError):  # it has died, and said why
                self._end()
                self._drain_here()

    def __exit__(self, *exc: object) -> None:
        self._end()
        self._drain_here()

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    def _drain_here(self) -> None:
        from articles.indexing import outbox

        outbox.drain_and_wait()


class _Process:
    """The process that indexes, and the line to it: a word for each batch, one back once it is searchable."""

    def __init__(self) -> None:
        self._line, theirs = Pipe()
        self._process = subprocess.Popen(  # noqa: S603  our own module by our own interpreter
            [sys.executable, "-m", __name__, str(theirs.fileno()), request_id()],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
        )
        theirs.close()
        self._behind = 0

    def drain(self) -> None:
        """Raises EOFError or OSError when the process is gone."""
        if self._behind == AHEAD:
            self._wait()
        self._line.send(True)
        self._behind += 1

    def end(self) -> None:
        """Return when all is searchable that was handed over, or the process is gone."""
        with suppress(EOFError, OSError):
            while self._behind:
                self._wait()
        self._line.close()
        self._process.wait()

    def _wait(self) -> None:
        self._line.recv()
        self._behind -= 1


# ---- in the process that indexes --------------------------------------------------------------------------


def _serve(line: Connection, identifier: str) -> None:
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the import, whose end is ours
    django.setup()
    from articles.indexing import outbox

    with correlated(identifier), rare_collection():
        while line.recv():
            outbox.drain_and_wait()
            line.send(True)


if __name__ == "__main__":
    with suppress(EOFError, OSError):
        _serve(Connection(int(sys.argv[1])), sys.argv[2])
