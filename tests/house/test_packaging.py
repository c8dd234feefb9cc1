"""The archive runs from its checkout; whoever would make a package of it is told so, and gets none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
HERE = ("--no-index", "--no-deps", "--no-build-isolation")  # no part of it asks the network


@pytest.mark.parametrize("command", ["wheel", "install"])
def test_pip_makes_no_package_and_says_what_to_do(command: str, tmp_path: Path) -> None:
    target = ("--wheel-dir" if command == "wheel" else "--target", str(tmp_path / "made"))
    pip = subprocess.run(
        [*PIP, command, *HERE, *target, str(ROOT)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert pip.returncode != 0
    assert "newsarchive runs from its checkout" in pip.stdout + pip.stderr
    assert "pip install -e ." in pip.stdout + pip.stderr
    assert not list(tmp_path.rglob("*.whl"))
    assert not list(tmp_path.rglob("newsarchive*"))


@pytest.mark.parametrize(
    "hook", ["get_requires_for_build_sdist", "build_sdist", "build_wheel", "prepare_metadata_for_build_wheel"]
)
def test_a_builder_is_refused_in_one_sentence(hook: str) -> None:
    """As ``python -m build`` calls it: in the checkout, with the backend's folder first on the path."""
    script = (
        f"import sys; sys.path.insert(0, 'newsarchive'); import checkout_only; checkout_only.{hook}({{}})"
    )
    called = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert called.returncode == 1
    assert called.stderr.startswith("newsarchive runs from its checkout")
    assert "Traceback" not in called.stderr
