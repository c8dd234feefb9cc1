"""A PostgreSQL of the tests' own, in a temporary folder, gone afterwards.

``python -m tests.servers.postgres [PYTEST ARGUMENTS]`` runs the tests, all of them, with their rows in one
(``make test-postgres``). In CI a part of them does: ``test_postgres.py``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests import processes

# How SQLite refuses to write: its lock on the whole file is what these are about.
SQLITE_ALONE = ("tests/web/test_write_errors.py", "tests/importing/rows/test_turns.py")


def binaries() -> Path | None:
    """Where PostgreSQL's programs lie; None when it is not installed."""
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


@contextmanager
def running(programs: Path) -> Iterator[Postgres]:
    """A server while the block lasts."""
    # Not below pytest's own folder, which other runs of pytest close to the user that PostgreSQL runs as.
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-postgres-"))
    port = processes.free_port()
    # PostgreSQL refuses to run as root: the packaged user runs it then.
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if become:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    subprocess.run(
        [*become, str(programs / "initdb"), "-D", str(data), "-U", "archive", "-A", "trust", "-E", "UTF8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    server = Postgres([*become, str(programs / "pg_ctl"), "-D", str(data), "-w"], options, folder, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def environment(server: Postgres) -> dict[str, str]:
    """Of a pytest of its own: the database is chosen when the settings are read."""
    found = os.environ | {"DATABASE_URL": server.url}
    found.pop("NEWSARCHIVE_TEST_DATA_OF", None)
    return found


def main() -> int:
    found = binaries()
    if found is None:
        raise SystemExit("PostgreSQL is not installed: apt install postgresql")
    left_out = [f"--ignore={path}" for path in SQLITE_ALONE]
    with running(found) as server:
        command = [sys.executable, "-m", "pytest", *left_out, *sys.argv[1:]]
        return subprocess.run(command, cwd=processes.ROOT, env=environment(server)).returncode


if __name__ == "__main__":
    sys.exit(main())
