"""The lines of a whole server in one form, and processes that have grown too large."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest

from articles.status.memory import own_memory
from newsarchive import gunicorn_conf
from tests import processes


def test_every_line_of_the_log_is_json_when_asked_for(tmp_path):
    port = processes.free_port()
    with processes.running(tmp_path / "data", "serve", PORT=str(port), LOG_FORMAT="json") as server:
        lines = []
        for line in server.stdout:
            lines.append(line)
            if "is open at" in line:
                break
        server.terminate()
        rest, _ = server.communicate(timeout=processes.PATIENCE)
    logged = [line for line in (*lines, *rest.splitlines()) if line.startswith(("{", "20", "["))]
    events = [json.loads(line) for line in logged]
    (read,) = [event for event in events if event.get("event") == "file read"]
    assert read["added"] > 0
    assert all({"time", "level", "logger", "request_id", "message"} <= event.keys() for event in events)


@pytest.mark.parametrize(
    ("minutes", "share", "stays"), [(2.0, 0.5, False), (2.0, 2.0, True), (0.5, 0.5, True)]
)
def test_a_web_process_that_has_outgrown_its_limit_is_replaced(settings: Any, caplog, minutes, share, stays):
    """Not one that is small, nor one that has just begun."""
    settings.PROCESS_MEMORY = int(own_memory() * share)
    warned: list[str] = []
    worker = SimpleNamespace(alive=True, log=SimpleNamespace(warning=warned.append))
    gunicorn_conf.post_fork(None, worker)
    worker.born = time.monotonic() - minutes * 60
    gunicorn_conf.post_request(worker, None, None, None)
    assert worker.alive == stays
    assert len(warned) == (not stays)
