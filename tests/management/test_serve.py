"""``manage.py serve``: it answers, and when it ends no process is left."""

from __future__ import annotations

import os
import re
import signal
import urllib.error
import urllib.request
from pathlib import Path

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


def test_when_a_part_dies_all_of_it_ends(tmp_path):
    data, port = tmp_path / "data", processes.free_port()
    with processes.running(data, "serve", PORT=str(port)) as server:
        assert processes.until(lambda: answers(port) or server.poll() is not None)
        worker = next(pid for pid in processes.of_data_folder(data) if "worker" in command_line(pid))
        os.kill(worker, signal.SIGKILL)
        server.communicate(timeout=processes.PATIENCE)
        assert server.returncode == 1
        assert processes.until(lambda: not processes.of_data_folder(data))


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
