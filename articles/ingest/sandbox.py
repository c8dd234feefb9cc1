"""Files are read in a process of their own, so that none of them can hang or eat the archive's process.

Parsers of PDF, Word and HTML are large, partly in C, and get files from strangers. The reading process has
limits on memory and processor time that the system keeps (``RLIMIT_DATA``, ``RLIMIT_CPU``), nothing of our
environment, and a parent that waits only so long for the next article: then it is killed and the file gets
an Issue. What counts is the processor's time: on a machine that is busy with other things a sound file takes
minutes by the clock, and is no worse for it. The parent waits ten times as long, for a process that hangs
without working. It guards against hanging and swelling, not against code that takes the process over. A
process that ends a file well reads the next one (starting one takes 0.2 s). Reading and cleaning run beside
indexing on the second core this way.

In an archive the members after the one that hung or crashed are read by a new process.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from multiprocessing import Pipe
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Final

from articles.ingest.clean.rules import Rules
from articles.ingest.file_names import printable_name
from articles.ingest.problems import log_failure, megabytes, problem
from articles.ingest.table_preview import TablePreview
from articles.ingest.types import Draft, ImportProblem, Input, Limits, TableForm

log = logging.getLogger(__name__)

_ROOT: Final = Path(__file__).parents[2]
_STARTING: Final = 30.0  # seconds that a process may take to start on a busy machine
_PATIENCE: Final = 10  # times the limit of processor time that the parent waits by the clock
_MAX_SAID: Final = 65_536  # bytes that are logged of what a process writes to stderr in a file
_PROCESS: Final = "articles.ingest.reading_process"  # never imported here: its readers cost 0.2 s and 40 MB
# What it says beside articles and problems.
END: Final = "end"
OUT_OF_MEMORY: Final = "memory"


def read(
    path: Path | str,
    limits: Limits | None = None,
    *,
    name: str = "",
    encoding: str = "",
    publisher: str = "",
    rules: Rules | None = None,
    table: TableForm | None = None,
) -> Generator[Draft | ImportProblem, None, None]:
    """The articles of a file one after the other, and an ImportProblem for all that could not be read.

    ``name`` is what people call the file, when ``path`` is a store's name for it. ``encoding`` is a person's
    choice; else it is found out. ``publisher`` is named by a person for all articles: whose rules hold.
    ``rules`` are those of the product, unless told otherwise. ``table`` says how a table is to be read.
    Streams: memory does not grow with the file.
    Raises nothing for bad input.
    """
    path = Path(path)
    shown = printable_name(name or path.name)
    return _members(Input(path, shown, limits or Limits(), encoding, publisher, table or TableForm()), rules)


def preview(
    path: Path, limits: Limits, *, name: str, encoding: str = "", table: TableForm | None = None
) -> TablePreview | ImportProblem:
    """The first rows of a table (:func:`articles.ingest.read_preview.table_preview`)."""
    source = Input(path, printable_name(name), limits, encoding, table=table or TableForm(), preview=True)
    found: list[Any] = list(_members(source, None))
    return found[0] if found else problem(source, "no_columns")


def _members(source: Input, rules: Rules | None) -> Generator[Draft | ImportProblem, None, None]:
    """Read on after a member of an archive that ended its process, with a new one."""
    first: int | None = 0
    while first is not None:
        first = yield from _read(dataclasses.replace(source, first_member=first), rules)


def _read(source: Input, rules: Rules | None) -> Any:
    """Yield what the process finds; return the member to go on with after one that ended it, or None."""
    process = _process_for((source, rules))
    member: int | None = None
    shown = source
    seconds = max(source.limits.seconds, 0.0)
    done = False
    try:
        while True:
            if not process.answers(_PATIENCE * seconds + (0 if process.started else _STARTING)):
                yield problem(shown, "too_slow", limit=f"{seconds:g}")
                break
            message = process.connection.recv()
            process.started = True
            if message == END:
                done = True
                return None
            if message == OUT_OF_MEMORY:
                yield problem(shown, "too_heavy", limit=megabytes(source.limits.memory))
                break
            if isinstance(message, tuple):
                member, name = message
                shown = dataclasses.replace(source, name=name)
            else:
                log_failure(message)
                yield message
    except (EOFError, OSError):
        why = process.last_words()
        if why == "SIGXCPU":  # its processor time is over
            yield problem(shown, "too_slow", limit=f"{seconds:g}")
        else:
            yield problem(shown, "crashed", why=why)
    finally:
        if done:
            process.log_what_it_said(source.name)
            _idle.append(process)
        else:
            process.kill(source.name)
    return None if member is None or member < source.first_member else member + 1


def _process_for(task: tuple[Input, Rules | None]) -> _Process:
    """A process that has taken the task: one that waits for it, unless it died meanwhile, or a new one."""
    with contextlib.suppress(IndexError):
        while process := _idle.pop():
            try:
                process.connection.send(task)
                return process
            except OSError:
                process.kill()
    process = _Process()
    process.connection.send(task)
    return process


class _Process:
    """A reading process and the line to it."""

    def __init__(self) -> None:
        ours, theirs = Pipe()
        said, stderr = os.pipe()
        self._stderr = [said]  # until it is closed at the other end
        self._said = bytearray()
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
        self._process = subprocess.Popen(  # noqa: S603  our own module by our own interpreter
            [sys.executable, "-m", _PROCESS, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            env=environment | {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        theirs.close()
        os.close(stderr)
        self.connection = ours
        self.started = False

    def answers(self, seconds: float) -> bool:
        """Whether it tells something within the time. What it writes to stderr meanwhile is taken in."""
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            ready = wait([self.connection, *self._stderr], max(0.0, left))
            if self._stderr and self._stderr[0] in ready:
                self._listen()
            if self.connection in ready:
                return True
            if left <= 0:
                return False

    def log_what_it_said(self, name: str) -> None:
        """Log what it wrote to stderr: where a library in C fell, what one complained of. It must be idle or
        dead, lest this never ends."""
        while self._stderr and wait(self._stderr, 0):
            self._listen()
        if said := self._said.decode(errors="replace").strip():
            log.warning("the process that read %s said:", name, extra={"detail": said})
        self._said.clear()

    def _listen(self) -> None:
        said = os.read(self._stderr[0], _MAX_SAID)
        if not said:
            os.close(self._stderr.pop())
        self._said += said[: _MAX_SAID - len(self._said)]

    def last_words(self) -> str:
        """Why it ended: the name of the signal, or its exit status."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self._process.wait(timeout=5)
            return signal.Signals(-status).name if status < 0 else str(status)
        return "?"

    def kill(self, name: str = "") -> None:
        self._process.kill()
        self._process.wait()
        self.log_what_it_said(name)
        self.connection.close()
        for end in self._stderr:
            os.close(end)


_idle: list[_Process] = []  # list.pop and list.append are atomic: threads may share it


def close() -> None:
    """End the processes that wait for a file."""
    while _idle:
        _idle.pop().kill()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_idle.clear)  # a line has one process at each end
