"""Real processes for the tests: the product's own commands on a data folder of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def environment(data: Path, **variables: str) -> dict[str, str]:
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return keep | {"NEWSARCHIVE_DATA": str(data), "PYTHONUNBUFFERED": "1"} | variables


def start(data: Path, *command: str, **variables: str) -> subprocess.Popen[str]:
    """``manage.py`` with a command, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(data, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def run(data: Path, *command: str) -> str:
    """Run a command to its end; its output, or a failed test with it."""
    process = start(data, *command)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    return output


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


def until(condition: Callable[[], object], seconds: float = 60.0) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
