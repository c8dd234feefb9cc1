"""The services' own tests, once more with their rows in PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.processes import ROOT

pytestmark = pytest.mark.servers

# How SQLite refuses to write: its lock on the whole file is what the pages are about.
SQLITE_ALONE = "--ignore=tests/web/test_write_errors.py"
SUITES = [
    "tests/indexing/test_outbox.py",
    "tests/importing/test_pipeline.py",
    "tests/importing/test_store.py",
    "tests/editing",
    "tests/servers/concurrent_writes.py",
    "tests/web",
]


def test_services_and_pages_pass_on_postgresql(postgres_url):
    """In a process of their own: the database is chosen when the settings are read."""
    environment = os.environ | {"DATABASE_URL": postgres_url}
    environment.pop("NEWSARCHIVE_TEST_DATA_OF", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", SQLITE_ALONE, *SUITES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-8000:]
    assert "passed" in done.stdout
