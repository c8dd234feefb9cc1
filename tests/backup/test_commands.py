"""backup, restore and verify, run as people do: in processes, on data folders of their own."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from articles.backup import container
from tests import backups, processes
from tests.backups import done, members, refused

UPLOAD = """
from datetime import UTC, datetime
from articles.models import Import, ImportedFile
batch = Import.objects.create(pk=7, created_at=datetime(2024, 5, 6, 7, 8, 9, 123456, UTC))
ImportedFile.objects.create(pk=9, batch=batch, name="رسالة.txt", file="imports/0123", size=16, status="done")
from django.contrib.auth.models import User
from articles.collections import editing
from articles.models import Article, Note
reader, article = User.objects.create_user("laila"), Article.objects.published().first()
Note.objects.create(user=reader, article=article, exact="كلمات", text="ملاحظة")
editing.add(editing.create(reader, editing.Words("جسور")), [article.pk])
"""
MANY = 400  # articles that are imported while a backup is made


def write_articles(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = f"تحدّثت بلديّة السرو عن الجسر رقم {number} وعن كلفته. " * 5
            file.write(
                json.dumps({"title": f"الجسر {number}", "body": text, "source": "جريدة الميناء"}) + "\n"
            )
    return path


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    """A data folder with articles, one of them deleted, an uploaded file and a rule of an editor."""
    data: Path = tmp_path_factory.mktemp("archive") / "data"
    done(data, "migrate", "-v0")
    done(data, "sample")
    done(data, "rebuild_index")
    (data / "rules").mkdir()
    (data / "rules" / "قاعدة.toml").write_text("# no rule yet\n", "utf-8")
    (data / "uploads" / "imports").mkdir(parents=True)
    (data / "uploads" / "imports" / "0123").write_bytes(b"an uploaded file")
    done(data, "shell", "-v0", "-c", UPLOAD)
    with sqlite3.connect(data / "archive.sqlite3") as database:
        database.execute("UPDATE sqlite_sequence SET seq = 5000 WHERE name = 'articles_article'")
    database.close()
    return data


@pytest.fixture(scope="module")
def backup(archive, tmp_path_factory) -> Path:
    file: Path = tmp_path_factory.mktemp("backup") / "archive.tar"
    done(archive, "backup", str(file))
    return file


@pytest.fixture
def copy(archive, tmp_path) -> Path:
    """The archive once more, to be damaged."""
    return Path(shutil.copytree(archive, tmp_path / "copy"))


def test_a_restored_archive_is_the_same(archive, backup, tmp_path):
    """Every row with its id and time, every file, the last ids, and what a search answers."""
    data = tmp_path / "missing" / "data"
    assert "all searchable" in done(data, "restore", str(backup))
    done(data, "backup", str(tmp_path / "again.tar"))
    assert members(tmp_path / "again.tar") == members(backup)
    assert "uploads/imports/0123" in members(backup)
    assert "rules/قاعدة.toml" in members(backup)
    assert (data / "secret_key").read_text() == (archive / "secret_key").read_text()
    with sqlite3.connect(data / "archive.sqlite3") as database:
        assert database.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'articles_article'"
        ).fetchall() == [(5000,)]
        assert database.execute("SELECT created_at FROM articles_import").fetchall() == [
            ("2024-05-06 07:08:09.123456",)
        ]
        for table in ("note", "collection", "collectionitem"):
            assert database.execute(f"SELECT count(*) FROM articles_{table}").fetchall() == [(1,)]
    database.close()
    answers = [json.loads(done(place, "search", "المدينة", "--json")) for place in (archive, data)]
    assert answers[0]["total"] > 0
    assert answers[0]["results"] == answers[1]["results"]
    assert "sound" in done(data, "verify")


def test_a_backup_while_articles_are_saved_is_of_one_moment(copy, tmp_path):
    """Its rows agree with each other: the database that they are restored into accepts all references, and
    every article has its original."""
    source = write_articles(tmp_path / "articles.jsonl", MANY)
    with processes.start(copy, "import", str(source)) as importing:
        database = sqlite3.connect(copy / "archive.sqlite3")
        before = database.execute("SELECT count(*) FROM articles_article").fetchone()[0]
        assert processes.until(
            lambda: (
                database.execute("SELECT count(*) FROM articles_article").fetchone()[0] > before
                or importing.poll() is not None
            )
        )
        done(copy, "backup", str(tmp_path / "during.tar"))
        importing.communicate(timeout=processes.PATIENCE)
        assert importing.returncode == 0
        database.close()
    done(tmp_path / "restored", "restore", str(tmp_path / "during.tar"))
    assert "sound" in done(tmp_path / "restored", "verify")
    with sqlite3.connect(tmp_path / "restored" / "archive.sqlite3") as restored:
        lacking = "SELECT count(*) FROM articles_article WHERE imported_file_id NOT NULL AND id NOT IN"
        assert restored.execute(f"{lacking} (SELECT article_id FROM articles_original)").fetchone() == (0,)
    restored.close()


def test_an_archive_is_never_restored_over(archive, backup):
    assert "there is an archive already" in refused(archive, "restore", str(backup))


def test_a_damaged_or_cut_backup_is_refused_with_what_is_damaged(backup, tmp_path):
    whole = backup.read_bytes()
    place = whole.index(b"an uploaded file")
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(whole[:place] + b"A" + whole[place + 1 :])
    assert "uploads/imports/0123 is damaged" in refused(tmp_path / "data", "verify", str(damaged))
    assert "uploads/imports/0123 is damaged" in refused(tmp_path / "data", "restore", str(damaged))
    damaged.write_bytes(whole[: len(whole) // 2])
    assert "cut off" in refused(tmp_path / "data", "restore", str(damaged))
    assert "all searchable" in done(tmp_path / "data", "restore", str(backup))  # into the folder left behind


def test_an_encrypted_backup_needs_its_passphrase(archive, tmp_path):
    file = tmp_path / "archive.tar.age"
    done(archive, "backup", str(file), BACKUP_PASSPHRASE="سرّ طويل")
    assert b"rows/" not in file.read_bytes()
    assert "encrypted" in refused(tmp_path / "data", "restore", str(file))
    assert "not its passphrase" in refused(tmp_path / "data", "verify", str(file), BACKUP_PASSPHRASE="سر")
    assert "all searchable" in done(tmp_path / "data", "restore", str(file), BACKUP_PASSPHRASE="سرّ طويل")


def test_a_killed_backup_leaves_no_file_under_the_name(archive, tmp_path):
    file = tmp_path / "archive.tar"
    processes.crash(archive, "articles.backup.container.Writer.add", 3, "backup", str(file))
    assert not file.exists()
    done(archive, "backup", str(file))
    assert "exists already" in refused(archive, "backup", str(file))


def test_a_backup_that_cannot_be_written_says_so(archive, tmp_path):
    assert "cannot be written" in refused(archive, "backup", str(tmp_path / "missing" / "archive.tar"))


def test_verify_names_what_is_damaged_in_the_archive_and_the_cure(copy):
    (copy / "uploads" / "imports" / "0123").unlink()
    with sqlite3.connect(copy / "archive.sqlite3") as database:
        database.execute("UPDATE articles_original SET packed = x'00' WHERE article_id = 3")
        database.execute("DELETE FROM articles_indexchange")
        database.execute("UPDATE articles_article SET status = 'draft' WHERE id = 5")
    database.close()
    message = refused(copy, "verify")
    assert "رسالة.txt" in message
    assert "the original of article 3" in message
    assert "0 articles and has 1 too many" in message
    assert "manage.py restore FILE" in message
    assert "manage.py check_index --repair" in message


def test_verify_finds_a_damaged_database(copy):
    file = copy / "archive.sqlite3"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode = DELETE")
        page = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'article_newest'"
        ).fetchone()[0]
        size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    whole = bytearray(file.read_bytes())
    whole[(page - 1) * size : page * size] = bytes(size)
    file.write_bytes(whole)
    assert "database" in refused(copy, "verify")


def made_by(backup: Path, path: Path, migrations: list[list[str]]) -> Path:
    """The same backup, of a version with these migrations."""
    with container.written_whole(path) as file:
        writer = container.Writer(file)
        for name, data in members(backup).items():
            writer.add(name, data)
        writer.close(backups.manifest(backup) | {"migrations": migrations})
    return path


def test_a_backup_of_an_older_version_is_migrated(backup, tmp_path):
    migrations = backups.manifest(backup)["migrations"]
    older = [migration for migration in migrations if migration[0] != "sessions"]
    file = made_by(backup, tmp_path / "older.tar", older)
    assert "all searchable" in done(tmp_path / "data", "restore", str(file))
    done(tmp_path / "data", "backup", str(tmp_path / "again.tar"))
    assert backups.manifest(tmp_path / "again.tar")["migrations"] == migrations


def test_a_backup_of_a_newer_version_is_refused(backup, tmp_path):
    migrations = backups.manifest(backup)["migrations"]
    file = made_by(backup, tmp_path / "newer.tar", [*migrations, ["articles", "9999_later"]])
    assert "update newsarchive" in refused(tmp_path / "data", "restore", str(file))
