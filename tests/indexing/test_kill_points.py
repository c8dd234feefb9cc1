"""Processes killed at a few points of what they write; ``make torture`` kills at many."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests import processes


@pytest.mark.parametrize(
    "arguments",
    [
        ("tests.benchmarks.torture_kills", "--kills", "8", "--seed", "7"),
        (
            "tests.benchmarks.fuzz_http",
            *("--queries", "2000", "--requests", "300", "--files", "60", "--seed", "3"),
        ),
    ],
    ids=["kills", "fuzz"],
)
def test_nothing_is_lost_twice_or_stuck_and_nothing_crashes(tmp_path, arguments):
    ran = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=processes.ROOT,
        env=processes.environment(tmp_path / "data", LOG_LEVEL="ERROR"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr[-2_000:]
    assert "lost 0, twice 0, stuck 0, other 0" in ran.stdout or ran.stdout.count("crashes 0, too slow 0") == 3
