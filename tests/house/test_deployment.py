"""What the deployment files set is a setting of ours, and they run what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    ROOT / "Dockerfile",
    ROOT / "compose.yaml",
    *sorted((ROOT / "deploy").rglob("*.*")),
]
# Variables of Python, of the images, and of compose.yaml's reader.
OTHERS = {
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "PATH",
    "HOME",
    "OPENSEARCH_JAVA_OPTS",
    "DISABLE_SECURITY_PLUGIN",
    "DISABLE_INSTALL_DEMO_CONFIG",
    "POSTGRES_USER",
    "POSTGRES_PASSWORD",
}
SET = re.compile(r"^(?:ENV |Environment=)?\s*([A-Z][A-Z_]{3,})[=:]", re.MULTILINE)


def settings() -> set[str]:
    return set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("file", [file for file in FILES if file.is_file()], ids=lambda file: file.name)
def test_every_variable_that_is_set_is_a_setting(file: Path) -> None:
    assert set(SET.findall(file.read_text("utf-8"))) - OTHERS <= settings()


@pytest.mark.parametrize("file", [file for file in FILES if file.is_file()], ids=lambda file: file.name)
def test_every_command_is_there(file: Path) -> None:
    named = re.findall(r"manage\.py[, ]+([a-z_]+)", file.read_text("utf-8"))
    ours = {path.stem for path in (ROOT / "articles" / "management" / "commands").glob("*.py")}
    assert set(named) <= ours | {"migrate", "collectstatic"}


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER 10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)


@pytest.mark.parametrize("file", ["compose.yaml", "deploy/kubernetes/archive.yaml"])
def test_containers_cannot_change_their_own_files(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert re.search(r"(read_only|readOnlyRootFilesystem): true", text)
    assert "ALL" in text
