"""Imports go one way: web, api, admin, commands → services → models; search, ingest → arabic."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HTTP = (
    "articles.web",
    "articles.api",
    "articles.api_urls",
    "articles.admin",
    "articles.management",
    "articles.templatetags",
)
SERVICES = (
    "articles.indexing",
    "articles.searching",
    "articles.importing",
    "articles.storing",
    "articles.copies",
    "articles.versions",
    "articles.jobs",
    "articles.mentions",
    "articles.derived",
    "articles.uploads",
    "articles.runtime",
    "articles.neighbours",
    "articles.stories",
    "articles.differences",
)

# A room, and what its modules must not import.
FORBIDDEN = {
    "articles/arabic": ("django", "articles.search", "articles.ingest", "articles.models", *SERVICES, *HTTP),
    "articles/search": ("django", "articles.ingest", "articles.models", *SERVICES, *HTTP),
    "articles/ingest": ("django", "articles.search", "articles.models", *SERVICES, *HTTP),
    "articles/drawing": (
        "django",
        "articles.search",
        "articles.ingest",
        "articles.models",
        *SERVICES,
        *HTTP,
    ),
    "articles/models.py": HTTP,
    "articles/indexing.py": HTTP,
    "articles/searching.py": HTTP,
    "articles/importing.py": HTTP,
    "articles/storing.py": ("articles.importing", "articles.uploads", *HTTP),
    "articles/copies.py": ("articles.importing", "articles.storing", *HTTP),
    "articles/versions.py": ("articles.importing", "articles.storing", *HTTP),
    "articles/jobs.py": ("articles.uploads", *HTTP),
    "articles/uploads.py": HTTP,
    "articles/furniture.py": ("articles.importing", "articles.jobs", "articles.recleaning", *HTTP),
    "articles/recleaning.py": ("articles.importing", "articles.jobs", "articles.uploads", *HTTP),
    "articles/overview.py": HTTP,
    "articles/neighbours.py": HTTP,
    "articles/stories.py": HTTP,
    "articles/differences.py": HTTP,
    "articles/watching.py": ("articles.jobs", "articles.uploads", *HTTP),
    "articles/runtime.py": (
        "articles.models",
        "articles.indexing",
        "articles.searching",
        "articles.importing",
        *HTTP,
    ),
}


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_nothing_from_above(room):
    path = ROOT / room
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert files
    wrong = [
        f"{file.relative_to(ROOT)} imports {name}"
        for file in files
        for name in imported(file)
        for package in FORBIDDEN[room]
        if within(name, package)
    ]
    assert not wrong
