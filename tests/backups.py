"""Backups for tests: the commands, in processes of their own, and what is in the file that they write."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

from tests.processes import ROOT, environment


def manage(data: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(data, **variables),
        capture_output=True,
        text=True,
        check=False,
    )


def done(data: Path, *command: str, **variables: str) -> str:
    result = manage(data, *command, **variables)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def refused(data: Path, *command: str, **variables: str) -> str:
    """What a command that is to fail says on its error stream."""
    result = manage(data, *command, **variables)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def members(backup: Path) -> dict[str, bytes]:
    """The members of a backup that hold the archive: all but manifest and sums."""
    with tarfile.open(backup) as tar:
        found = {name: tar.extractfile(name).read() for name in tar.getnames()}  # type: ignore[union-attr]
    return {name: data for name, data in found.items() if name not in {"MANIFEST.json", "SHA256SUMS"}}


def manifest(backup: Path) -> dict[str, Any]:
    with tarfile.open(backup) as tar:
        return dict(json.loads(tar.extractfile("MANIFEST.json").read()))  # type: ignore[union-attr]


def rows(backup: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, by its label."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, data in members(backup).items():
        if name.startswith("rows/"):
            lines = gzip.decompress(data).splitlines()
            found.setdefault(name.split("/")[1], []).extend(json.loads(line) for line in lines)
    return found


def found(data: Path, query: str, **variables: str) -> list[dict[str, Any]]:
    """The results of a search."""
    return list(json.loads(done(data, "search", query, "--json", **variables))["results"])
