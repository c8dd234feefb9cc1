"""Real processes for the tests: the product's own commands on a data folder of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 90.0  # seconds until a test gives up what on an idle machine takes a few
UNLIMITED = {"API_RATE_LIMIT": "0", "PAGE_RATE_LIMIT": "0"}  # for what asks more often than people do


def environment(data: Path, **variables: str) -> dict[str, str]:
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return keep | {"NEWSARCHIVE_DATA": str(data), "PYTHONUNBUFFERED": "1"} | variables


def start(data: Path, *command: str, **variables: str) -> subprocess.Popen[str]:
    """``manage.py`` with a command, in a process group of its own."""
    return _started(data, ["manage.py", *command], variables)


def _started(data: Path, arguments: list[str], variables: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(data, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def running(data: Path, *command: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A command while the block lasts: at its end the process is asked to end, and what it wrote is read."""
    with start(data, *command, **variables) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise


def run(data: Path, *command: str) -> str:
    """Run a command to its end; its output, or a failed test with it."""
    with start(data, *command) as process:
        output, _ = process.communicate(timeout=2 * PATIENCE)
    assert process.returncode == 0, output
    return output


_CRASH = """
import os, pkgutil, signal, sys
import django
from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "newsarchive.settings"
django.setup()
owner, name = sys.argv[1].rsplit(".", 1)
owner, calls = pkgutil.resolve_name(owner), int(sys.argv[2])
original = getattr(owner, name)

def crashing(*args, **kwargs):
    global calls
    calls -= 1
    if not calls:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*args, **kwargs)

setattr(owner, name, crashing)
execute_from_command_line(["manage.py", *sys.argv[3:]])
"""


def crash(data: Path, at: str, calls: int, *command: str) -> None:
    """Run a command that kills itself on its n-th call of ``at`` (its dotted name),
    before anything of that call is done. A test whose command gets to its end fails."""
    with _started(data, ["-c", _CRASH, at, str(calls), *command], {}) as process:
        output, _ = process.communicate(timeout=2 * PATIENCE)
    assert process.returncode == -signal.SIGKILL, f"it did not crash: {output}"


def of_data_folder(data: Path) -> list[int]:
    """Every living process that works on this data folder."""
    wanted = f"NEWSARCHIVE_DATA={data}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def has_ended(process: int) -> bool:
    """Whether the process is gone, or dead and only not yet asked after by its parent."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return bool(met)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
