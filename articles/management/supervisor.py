"""Processes that are started again when they end, the sooner the longer they ran."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from articles.logs.measure import log_event

log = logging.getLogger(__name__)

FIRST_DELAY: Final = 0.5  # seconds before a process that ended soon is started again; twice as many each time
MAX_DELAY: Final = 60.0
STEADY: Final = 60.0  # seconds after which a process has started well: its next delay is the first again


class Child:
    """A process in a session of its own: Ctrl-C does not reach it, and what it has started ends with it."""

    def __init__(self, name: str, command: Sequence[str], folder: Path) -> None:
        self.name = name
        self._command, self._folder = command, folder
        self._failures = 0
        self._due = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def poll(self) -> int | None:
        """Start the process when it does not run and its time has come. Returns the exit status of one that
        was just found to have ended."""
        if self._process is None:
            if time.monotonic() >= self._due:
                self._start()
            return None
        status = self._process.poll()
        if status is not None:
            _kill_group(self._process)
            self._process = None
            self._plan(_reason(status), logging.ERROR if status else logging.INFO)
        return status

    def _start(self) -> None:
        self._started = time.monotonic()
        try:
            self._process = subprocess.Popen(self._command, cwd=self._folder, start_new_session=True)  # noqa: S603
        except OSError as error:  # no memory, no more processes
            self._plan(error.strerror or str(error), logging.ERROR)

    def _plan(self, reason: str, level: int) -> None:
        """When to start it again: one that ended soon waits longer each time, so that nothing spins."""
        ran = time.monotonic() - self._started
        self._failures = 0 if ran >= STEADY else self._failures + 1
        delay = min(MAX_DELAY, FIRST_DELAY * 2 ** max(0, self._failures - 1))
        self._due = time.monotonic() + delay
        fields = {"name": self.name, "why": reason, "ran": round(ran, 1), "again_in": delay}
        log_event(log, level, "process ended", fields)

    def terminate(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end; from ``until`` (of the monotonic clock) on it is killed."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=max(0.1, until - time.monotonic()))
            _kill_group(self._process)
            self._process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """What a process has started must not outlive it: gunicorn's workers would hold the port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _reason(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit status {status}"
