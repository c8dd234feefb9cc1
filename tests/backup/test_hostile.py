"""Backups and bags made to harm: refused in words, nothing stored, nothing written elsewhere."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import bagit
import pytest

from articles.backup.container import Writer
from tests.backups import done, manifest, members, refused


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("hostile") / "data"
    done(folder, "migrate", "-v0")
    done(folder, "sample")
    return folder


@pytest.fixture(scope="module")
def backup(data: Path) -> Path:
    file = data.parent / "backup"
    done(data, "backup", str(file))
    return file


def forged(backup: Path, to: Path, added: dict[str, bytes], **changes: Any) -> Path:
    """A backup whose sums are right, with other members and another manifest."""
    head = {name: value for name, value in manifest(backup).items() if name != "members"}
    with to.open("wb") as file:
        writer = Writer(file)
        for name, content in (members(backup) | added).items():
            writer.add(name, content)
        writer.close({name: value for name, value in (head | changes).items() if value is not None})
    return to


def packed(*lines: object) -> bytes:
    return gzip.compress("\n".join(map(json.dumps, lines)).encode())


FORGED: tuple[tuple[dict[str, bytes], dict[str, Any]], ...] = (
    ({"uploads/../../../outside": b"x"}, {}),
    ({"/tmp/outside": b"x"}, {}),
    ({"index/../../../outside": b"x"}, {}),
    ({"uploads": b"x"}, {}),
    ({"rows/nothing/0.jsonl.gz": packed({"id": 1})}, {}),
    ({"rows/articles.tag/9.jsonl.gz": b"no gzip"}, {}),
    ({"rows/articles.tag/9.jsonl.gz": packed({"id": 10**30, "name": "x", "slug": "x"})}, {}),
    ({"rows/articles.tag/9.jsonl.gz": packed({"id": 1, "is_evil": True})}, {}),
    ({"rows/articles.tag/9.jsonl.gz": packed(["a", "list"], "text", None)}, {}),
    ({"rows/articles.tag/9.jsonl.gz": gzip.compress(b"[" * 100_000)}, {}),
    ({}, {"migrations": [["articles"]]}),
    ({}, {"migrations": None}),
    ({}, {"last_ids": {"articles.article": "'; DROP TABLE articles_article;--"}}),
    ({}, {"last_ids": []}),
    ({}, {"counts": {"x": []}}),
    ({}, {"settings": {}}),
    ({}, {"format": [1]}),
)


@pytest.fixture(scope="module")
def target(data: Path) -> Path:
    """An archive of nothing, which stays so whatever is refused."""
    folder = data.parent / "target" / "data"
    done(folder, "migrate", "-v0")
    return folder


@pytest.mark.parametrize(("added", "changes"), FORGED)
def test_a_forged_backup_is_refused(
    backup: Path, target: Path, tmp_path: Path, added: dict[str, bytes], changes: dict[str, Any]
) -> None:
    file = forged(backup, tmp_path / "forged", added, **changes)
    assert refused(target, "restore", str(file)).strip()
    assert not list(target.parents[1].rglob("outside"))
    assert not Path("/tmp/outside").exists()


def test_what_was_refused_hinders_nothing(backup: Path, target: Path, tmp_path: Path) -> None:
    last = forged(backup, tmp_path / "forged", {"rows/nothing/0.jsonl.gz": packed({"id": 1})})
    refused(target, "restore", str(last))
    done(target, "restore", str(backup))


@pytest.fixture(scope="module")
def bag(data: Path) -> Path:
    folder = data.parent / "bag"
    done(data, "export", "--bagit", str(folder))
    return folder


@pytest.fixture(scope="module")
def empty(data: Path) -> Path:
    folder = data.parent / "empty" / "data"
    done(folder, "migrate", "-v0")
    return folder


def rows(text: str) -> Any:
    def change(folder: Path) -> None:
        with (folder / "data" / "rows" / "articles.tag.jsonl").open("a") as file:
            file.write(text + "\n")

    return change


def head(text: str) -> Any:
    return lambda folder: (folder / "data" / "archive.json").write_text(text)


@pytest.mark.parametrize(
    "change",
    [
        *(
            rows("{"),
            rows("[]"),
            rows('{"id": "x"}'),
            rows('{"id": 1, "evil": 1}'),
            rows("[" * 100_000),
        ),
        *(head("{}"), head("[]"), head("x"), head('{"format": 1, "last_ids": {"articles.tag": "1; DROP"}}')),
    ],
)
def test_a_forged_bag_is_refused(bag: Path, empty: Path, tmp_path: Path, change: Any) -> None:
    folder = shutil.copytree(bag, tmp_path / "bag")
    change(folder)
    bagit.Bag(str(folder)).save(manifests=True)  # its sums are right
    assert refused(empty, "import", str(folder)).strip()
    with sqlite3.connect(empty / "archive.sqlite3") as database:
        assert database.execute("SELECT COUNT(*) FROM articles_article").fetchone() == (0,)
    database.close()


def test_a_bag_with_a_link_is_refused(bag: Path, empty: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(bag, tmp_path / "bag")
    (folder / "data" / "uploads").mkdir(exist_ok=True)
    (folder / "data" / "uploads" / "x").symlink_to("/etc/hostname")
    assert "symbolic link" in refused(empty, "import", str(folder))
