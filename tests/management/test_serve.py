"""``manage.py serve``: it answers, and when it ends no process is left."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests import processes

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")


def answers(port: int, path: str = "/") -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=processes.PATIENCE) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_fresh_archive_answers_and_leaves_no_process_behind(tmp_path, number):
    data, port = tmp_path / "data", processes.free_port()
    with processes.running(data, "serve", PORT=str(port)) as server:
        assert processes.until(lambda: answers(port) or server.poll() is not None)
        assert server.poll() is None, server.stdout.read()
        assert len(processes.of_data_folder(data)) >= 3  # supervisor, worker, gunicorn and its workers
        os.kill(server.pid, number)
        output, _ = server.communicate(timeout=processes.PATIENCE)
    assert server.returncode == 0, output
    assert len(re.findall(r"^ +password +\S+$", output, re.M)) == 1
    assert processes.until(lambda: not processes.of_data_folder(data))


def test_what_a_power_cut_left_empty_is_built_anew(tmp_path):
    data, port = tmp_path / "data", processes.free_port()
    with processes.running(data, "serve", PORT=str(port)):
        assert processes.until(lambda: answers(port))
    sheet = next((data / "build" / "static" / "css").glob("base.*.css"))
    for file in (data / "build").rglob("*.*"):
        if file.is_file():
            file.write_bytes(b"")
    with processes.running(data, "serve", PORT=str(port)):
        assert processes.until(lambda: answers(port))
        assert answers(port, f"/static/css/{sheet.name}")
    assert sheet.stat().st_size
    assert all(file.stat().st_size for file in (data / "build" / "fonts").iterdir())


def ready(port: int) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as response:
            return dict(json.load(response))
    except OSError:
        return {}


def part(server: subprocess.Popen[str], word: str) -> int | None:
    """The child of ``serve`` with this word in its command."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            if parent == server.pid and word in " ".join(command_line(int(status.parent.name))):
                return int(status.parent.name)
    return None


def test_what_ends_is_started_again_and_readers_do_not_notice_the_worker(tmp_path):
    data, port = tmp_path / "data", processes.free_port()
    with processes.running(data, "serve", PORT=str(port), WEB_WORKERS="1") as server:
        assert processes.until(lambda: ready(port).get("worker") == "ok")
        worker, failed = part(server, "manage.py"), 0
        os.kill(worker, signal.SIGKILL)
        while part(server, "manage.py") in (None, worker):
            failed += not answers(port)
        assert failed == 0
        web = part(server, "gunicorn")
        os.kill(web, signal.SIGKILL)
        assert processes.until(lambda: part(server, "gunicorn") not in (None, web))
        assert processes.until(lambda: answers(port))
        server.terminate()
        output, _ = server.communicate(timeout=processes.PATIENCE)
    assert server.returncode == 0, output
    assert len(re.findall("process ended: name=(?:worker|web) why=SIGKILL", output)) == 2
    assert processes.until(lambda: not processes.of_data_folder(data))


def test_a_port_that_is_taken_ends_the_start(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with processes.running(tmp_path / "data", "serve", PORT=str(port)) as server:
            output, _ = server.communicate(timeout=processes.PATIENCE)
    assert server.returncode == 1
    assert f"port {port} is in use" in output
    assert processes.until(lambda: not processes.of_data_folder(tmp_path / "data"))


def test_it_says_that_the_archive_is_open_when_it_is(tmp_path):
    port = processes.free_port()
    with processes.running(tmp_path / "data", "serve", PORT=str(port)) as server:
        assert any("is open at" in line for line in server.stdout)
        assert answers(port)


def command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return []
