"""A byte flipped in any kind of file, of a backup or of the archive itself, is found and named."""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage

from articles.backup.create import create
from articles.backup.errors import BackupError
from articles.backup.verify import checked, problems
from articles.importing.rules import cleaning_rules
from articles.indexing import active_engine, outbox, rebuild, runtime
from articles.models import Article, ImportedFile, Original
from tests import full_archive

pytestmark = pytest.mark.django_db(transaction=True)

ENGINES = ("whoosh", "tantivy")
KINDS = {"rows", "uploads", "rules", "index", "secret_key", "vocabulary.json", "MANIFEST.json", "SHA256SUMS"}


@pytest.fixture(params=ENGINES)
def archive(request: Any, make_article: Any, settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_ENGINE = request.param
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret_key").write_text("not a key of anything\n")
    cleaning_rules.folder().mkdir()
    (cleaning_rules.folder() / "own.toml").write_text('[[rule]]\nname = "x"\nreason = "x"\nline = ["x"]\n')
    runtime.reset()
    full_archive.fill(make_article)
    rebuild.rebuild(active_engine.name())
    outbox.drain()


@contextmanager
def flipped(path: Path, place: int) -> Iterator[None]:
    """The file with another bit there, while the block lasts."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    yield
    data[place] ^= 1
    path.write_bytes(data)


def damage(path: Path, passphrase: str = "") -> str:
    """What ``verify`` says of a backup; "" for nothing."""
    try:
        checked(path, passphrase)
    except BackupError as error:
        return str(error)
    return ""


def test_of_a_backup(archive: None, tmp_path: Path) -> None:
    path = tmp_path / "all.tar"
    create(path, with_index=True)
    assert damage(path) == ""
    with tarfile.open(path) as tar:
        members = [info for info in tar if info.size]
    assert {info.name.split("/")[0] for info in members} == KINDS
    assert len({info.name.split("/")[1] for info in members if info.name.startswith("rows/")}) > 25
    for info in members:
        with flipped(path, info.offset_data + info.size // 2):
            assert info.name in damage(path)
        with flipped(path, info.offset + 5):  # in the name that the tar's header has
            assert damage(path)
    padded = next(info for info in members if info.size % 512)
    with flipped(path, padded.offset_data + padded.size):
        assert "between the members" in damage(path)
    with flipped(path, path.stat().st_size - 1):
        assert "the end of the file" in damage(path)


def test_of_an_encrypted_backup(archive: None, tmp_path: Path) -> None:
    path = tmp_path / "all.tar.age"
    create(path, passphrase="كلمة سرّ طويلة")
    assert damage(path, "كلمة سرّ طويلة") == ""
    size = path.stat().st_size
    for place in (0, 40, 100, size // 3, size // 2, size - 1):
        with flipped(path, place):
            assert damage(path, "كلمة سرّ طويلة")


def test_of_an_original_a_text_a_file_and_the_index(archive: None) -> None:
    assert [problem.what for problem in problems()] == []
    original = Original.objects.get()
    raw = bytearray(zlib.decompress(bytes(original.packed)))
    raw[len(raw) // 2] ^= 1
    packed = bytes(original.packed)
    for damaged in (
        zlib.compress(bytes(raw)),
        packed[:-1],
        packed[:9] + bytes([packed[9] ^ 1]) + packed[10:],
    ):
        Original.objects.update(packed=damaged)
        assert any("original" in problem.what for problem in problems())
    Original.objects.update(packed=packed)
    upload = Path(default_storage.path(ImportedFile.objects.get().file.name))
    with flipped(upload, 3):
        assert any("أخبار.txt" in problem.what for problem in problems())
    index = Path(django_settings.INDEX_DIR) / active_engine.name()
    files = [path for path in sorted(index.rglob("*")) if path.stat().st_size and path.is_file()]
    found = {}
    for path in files:
        runtime.reset()
        with flipped(path, path.stat().st_size // 2):
            found[path.name] = any("index" in problem.what for problem in problems())
    assert len(found) >= 3
    assert [name for name, named in found.items() if not named and name != ".managed.json"] == []
    assert Article.objects.exists()
