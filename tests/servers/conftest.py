"""Servers of the tests' own, PostgreSQL and OpenSearch, each in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.opensearch import nodes
from tests.servers.postgres import Postgres, binaries, running


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The running server. Without PostgreSQL installed: a skip, or with CI a failure."""
    found = binaries()
    if found is None:
        reason = "PostgreSQL is not installed: apt install postgresql"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with running(found) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """``postgres://…`` of the running server."""
    return postgres.url


@pytest.fixture(scope="session")
def opensearch() -> Iterator[nodes.TestCluster]:
    """One running node. Without OpenSearch: a skip, or with CI a failure."""
    if reason := nodes.missing():
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-opensearch-"))
    try:
        with nodes.running(folder) as cluster:
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)
