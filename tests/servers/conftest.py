"""Servers of the tests' own, PostgreSQL and OpenSearch, each in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests import processes
from tests.servers.opensearch import nodes


def _binaries() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    found = folders[-1] if folders else shutil.which("postgres")
    return Path(found).parent if found else None


class Postgres:
    """A running server; ``url`` leads to its first database."""

    def __init__(self, run: Sequence[str], options: str, folder: Path, port: int) -> None:
        self._run, self._options, self._log = run, options, str(folder / "log")
        self.url = f"postgres://archive@127.0.0.1:{port}/postgres"

    def start(self) -> None:
        self._do("-l", self._log, "-o", self._options, "start")

    def stop(self) -> None:
        """At once, without a word to those who are connected."""
        self._do("-m", "immediate", "stop")

    def _do(self, *arguments: str) -> None:
        subprocess.run([*self._run, *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The running server. Without PostgreSQL installed: a skip, or with CI a failure."""
    binaries = _binaries()
    if binaries is None:
        reason = "PostgreSQL is not installed: apt install postgresql"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    # Not below pytest's own folder, which other runs of pytest close to the user that PostgreSQL runs as.
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-postgres-"))
    port = processes.free_port()
    # PostgreSQL refuses to run as root: the packaged user runs it then.
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if become:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    subprocess.run(
        [*become, str(binaries / "initdb"), "-D", str(data), "-U", "archive", "-A", "trust", "-E", "UTF8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    server = Postgres([*become, str(binaries / "pg_ctl"), "-D", str(data), "-w"], options, folder, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


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
