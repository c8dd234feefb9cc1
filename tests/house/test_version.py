"""The version stands in one place, and the changelog knows it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from newsarchive import __version__

ROOT = Path(__file__).resolve().parents[2]
HEADING = re.compile(r"^## \[(.+?)\](?: - \d{4}-\d\d-\d\d)?$", re.M)


def test_the_changelog_begins_with_what_is_to_come_and_the_present_version():
    headings = HEADING.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert headings[:2] == ["Unreleased", __version__]


def test_the_package_has_the_version_of_the_code():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" not in project["project"]
    assert project["tool"]["setuptools"]["dynamic"]["version"] == {"attr": "newsarchive.__version__"}
