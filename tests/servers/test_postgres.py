"""The services' own tests, once more with their rows in PostgreSQL."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.processes import ROOT
from tests.servers.postgres import SQLITE_ALONE, environment

pytestmark = pytest.mark.servers

SUITES = [
    "tests/indexing/test_outbox.py",
    "tests/importing/test_pipeline.py",
    "tests/importing/rows/test_store.py",
    "tests/editing",
    "tests/servers/concurrent_writes.py",
    "tests/access",
    "tests/alerts",
    "tests/api",
    "tests/web",
]


def test_services_and_pages_pass_on_postgresql(postgres):
    left_out = [f"--ignore={path}" for path in SQLITE_ALONE]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *left_out, *SUITES],
        cwd=ROOT,
        env=environment(postgres),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-8000:]
    assert "passed" in done.stdout
