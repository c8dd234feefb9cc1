"""What the deployment files set is a setting of ours, and they run what is there."""

from __future__ import annotations

import re
import shutil
import tomllib
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


def test_the_image_has_what_pip_builds_with_before_it_is_asked(tmp_path: Path) -> None:
    """What is copied before the first call of pip is enough for an editable installation."""
    before = (ROOT / "Dockerfile").read_text("utf-8").partition("pip install")[0]
    for copied in re.findall(r"^COPY (?!--)(.+)$", before, re.MULTILINE):
        *sources, target = copied.split()
        for source in sources:
            path, place = ROOT / source, tmp_path / target
            if path.is_dir():
                shutil.copytree(path, place)
            else:
                place.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, place)
    build = tomllib.loads((tmp_path / "pyproject.toml").read_text("utf-8"))
    backend = tmp_path / build["build-system"]["backend-path"][0]
    assert (backend / f"{build['build-system']['build-backend']}.py").is_file()
    for package in build["tool"]["setuptools"]["packages"]:
        assert (tmp_path / package.replace(".", "/") / "__init__.py").is_file()
    assert (tmp_path / build["project"]["readme"]).is_file()
    assert (backend / "__init__.py").is_file(), "it has the version"


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    assert "USER 10001" in lines
    assert any(line.startswith("HEALTHCHECK") for line in lines)


@pytest.mark.parametrize("file", ["compose.yaml", "deploy/kubernetes/archive.yaml"])
def test_containers_cannot_change_their_own_files(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert re.search(r"(read_only|readOnlyRootFilesystem): true", text)
    assert "ALL" in text
