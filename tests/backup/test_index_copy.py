"""The search index in a backup: a commit of its own moment, used where it fits, else a new one."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from articles.backup import container
from tests import backups, processes
from tests.backup.test_commands import write_articles
from tests.backups import done, found

LATER = """
from articles.models.outbox import paused
from tests import archive
with paused():
    archive.create(title="الميناء الجديد", body="افتُتح ميناء الضفاف")
"""


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def engine(request) -> dict[str, str]:
    return {"SEARCH_ENGINE": request.param, "LOG_LEVEL": "INFO"}


@pytest.fixture(scope="module")
def archive(engine, tmp_path_factory) -> Path:
    """Samples, with one article more than its index has: that one is in the outbox."""
    data: Path = tmp_path_factory.mktemp("archive") / "data"
    done(data, "migrate", "-v0", **engine)
    done(data, "sample", **engine)
    done(data, "rebuild_index", **engine)
    done(data, "shell", "-v0", "-c", LATER, **engine)
    return data


@pytest.fixture(scope="module")
def backup(archive, engine, tmp_path_factory) -> Path:
    file: Path = tmp_path_factory.mktemp("backup") / "archive.tar"
    assert "left out" not in done(archive, "backup", str(file), "--with-index", **engine)
    assert not list((archive / "index").glob("copy-*"))
    return file


def rewritten(backup: Path, to: Path, state: dict[str, str], name: str = "", data: bytes = b"") -> Path:
    """The backup with another state of its index, and with one member's bytes in the place of its own."""
    manifest = backups.manifest(backup)
    manifest["index"] |= state
    del manifest["members"]
    with container.written_whole(to) as file, tarfile.open(backup) as tar:
        writer = container.Writer(file)
        for member in tar:
            if member.name not in (container.MANIFEST, container.SUMS):
                own = tar.extractfile(member).read()  # type: ignore[union-attr]
                writer.add(member.name, data if member.name == name else own)
        writer.close(manifest)
    return to


def restored(data: Path, file: Path, engine: dict[str, str]) -> Any:
    """Whether the index of the backup is in use, after a restore of all of it."""
    result = backups.manage(data, "restore", str(file), **engine)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr or "cannot be used" in result.stderr
    assert "sound" in done(data, "verify", **engine)
    assert [row["title"] for row in found(data, "ميناء الضفاف", **engine)][:1] == ["الميناء الجديد"]
    assert not (data / "index" / "restored").exists()
    return "used=True" in result.stderr


def test_it_is_used_and_what_the_outbox_held_is_applied(archive, backup, engine, tmp_path):
    assert restored(tmp_path / "data", backup, engine)
    own = {path.name for path in archive.glob("index/*/generation-*/*") if path.suffix in {".arrays", ".idx"}}
    there = {path.name for path in (tmp_path / "data").glob("index/*/generation-*/*")}
    assert own & there
    done(archive, "shell", "-v0", "-c", "from articles.indexing import outbox; outbox.drain()", **engine)
    assert found(tmp_path / "data", "المدينة", **engine) == found(archive, "المدينة", **engine)


def test_no_member_of_it_is_a_pickle(backup):
    """Whoever opens one runs what it says."""
    members = backups.members(backup)
    names = {name for name in members if name.startswith("index/")}
    assert names
    assert not [name for name in names if name.endswith(".toc") or b"whoosh.codec" in members[name]]


def test_another_engine_or_version_builds_its_own(backup, engine, tmp_path):
    other = engine | {"SEARCH_ENGINE": "whoosh" if engine["SEARCH_ENGINE"] == "tantivy" else "tantivy"}
    assert not restored(tmp_path / "other", backup, other)
    older = rewritten(backup, tmp_path / "older.tar", {"layout": "of another format"})
    assert not restored(tmp_path / "older", older, engine)


def test_files_that_are_not_what_they_say_cost_a_rebuild(backup, engine, tmp_path):
    members = backups.members(backup)
    largest = max(
        (name for name in members if name.startswith("index/")), key=lambda name: len(members[name])
    )
    wrong = rewritten(backup, tmp_path / "wrong.tar", {}, largest, members[largest][:-9] + b"otherwise")
    assert not restored(tmp_path / "wrong", wrong, engine)
    listed = next(name for name in members if name.endswith(("segments.json", "meta.json")))
    text = json.dumps({"segments": [["../../elsewhere", 3, [7]]]}).encode()
    forged = rewritten(backup, tmp_path / "forged.tar", {}, listed, text)
    assert not restored(tmp_path / "forged", forged, engine)


def test_it_is_of_the_moment_of_the_rows_while_an_import_runs(archive, engine, tmp_path):
    source = write_articles(tmp_path / "articles.jsonl", 400)
    with processes.running(archive, "import", str(source), **engine) as importing:
        for number in range(3):
            file = tmp_path / f"{number}.tar"
            done(archive, "backup", str(file), "--with-index", **engine)
            assert restored(tmp_path / f"restored-{number}", file, engine)
        importing.wait(timeout=processes.PATIENCE)
