"""What README and CONTRIBUTING name by its path is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# In backquotes; not an address (/admin/), what a reader is to write (KIND) or what a run writes (data/).
NAMED = re.compile(r"`((?!data/|/)[a-z_./]+(?:/|\.(?:py|toml|tsv|po|txt|md)))`")


def there() -> set[str]:
    found = {"/"}
    for top in ("articles", "deploy", "newsarchive", "static", "templates", "tests"):
        for path in (ROOT / top).rglob("*"):
            found.add(f"/{path.relative_to(ROOT)}{'/' if path.is_dir() else ''}")
        found.add(f"/{top}/")
    return found | {f"/{path.name}" for path in ROOT.iterdir()}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_path_that_is_named_is_there(document: str) -> None:
    paths = there()
    named = set(NAMED.findall((ROOT / document).read_text("utf-8")))
    assert len(named) > 3
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in paths)] == []


def test_every_room_is_in_both_documents() -> None:
    rooms = {path.name for path in (ROOT / "articles").iterdir() if (path / "__init__.py").exists()}
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text("utf-8")
        assert [room for room in sorted(rooms - {"migrations"}) if f"{room}/" not in text] == [], document
