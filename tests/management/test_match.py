"""manage.py match: its exit codes and its reasons, with neither database nor index."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def match(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    settings = {"NEWSARCHIVE_DATA": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "manage.py", "match", *words],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["القوارب", "رست وللقواربِ أشرعة"], 0, "+ القوارب: وللقواربِ"),
        (["القوارب سفينة", "رست القوارب"], 1, "- سفينة"),
        (["--mode", "exact", "القارب", "رسا قارب"], 1, "no match"),
        (["-قارب", "سفينة"], 0, "+ -قارب"),
        (["--mode", "odd", "قارب", "قارب"], 2, ""),
        (["قارب"], 2, ""),
    ],
)
def test_match(tmp_path: Path, words: list[str], code: int, said: str) -> None:
    done = match(tmp_path, *words)
    assert done.returncode == code, done.stderr
    assert said in done.stdout
    assert not list(tmp_path.rglob("*.sqlite3"))
