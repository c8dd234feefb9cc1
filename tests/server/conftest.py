"""A real gunicorn with the archive's own worker: one process of four threads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import processes
from tests.server.client import Server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@contextmanager
def served(data: Path, **variables: str) -> Iterator[Server]:
    """An empty archive in ``data`` that answers, with these settings beside the usual ones."""
    port = processes.free_port()
    for command in ("migrate", "build_fonts", "build_translations"):
        processes.run(data, command, "--verbosity", "0")
    processes.run(data, "collectstatic", "--no-input", "--verbosity", "0")
    variables = {"PORT": str(port), "WEB_WORKERS": "1"} | processes.UNLIMITED | variables
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--config", "python:newsarchive.gunicorn_conf"),
            "newsarchive.wsgi:application",
        ],
        cwd=processes.ROOT,
        env=processes.environment(data, **variables),
    )
    running = Server(port, data)
    try:
        assert processes.until(lambda: running.get("/healthz").startswith(b"HTTP/1.1 200"), 60)
        yield running
    finally:
        process.terminate()
        process.wait(20)
