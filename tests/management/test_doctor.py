"""manage.py doctor: what is wrong, and the command that mends it."""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.backup import record
from articles.editing import audit
from articles.indexing import rebuild
from articles.models import Article, AuditEntry, Import, ImportedFile, IndexChange
from articles.status import doctor, heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sound(settings, tmp_path, make_article) -> None:
    """An archive to which nothing need be done."""
    settings.DATA_DIR = tmp_path
    make_article("افتتاح الجسر")
    rebuild.rebuild(settings.SEARCH_ENGINE)
    heartbeat.Heartbeat().beat()
    record.made(tmp_path / "backup.tar")


def findings() -> dict[str, str]:
    return {problem.what: problem.cure for problem in doctor.problems()}


def test_a_sound_archive(sound):
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "nothing is wrong" in out.getvalue()


def test_every_problem_has_a_cure_and_the_status_says_so(sound, settings):
    (settings.DATA_DIR / "worker.json").unlink()
    (settings.DATA_DIR / "backup.json").unlink()
    (settings.DATA_DIR / "rules").mkdir()
    (settings.DATA_DIR / "rules" / "bad.toml").write_text("[")
    err = StringIO()
    with pytest.raises(CommandError, match="3 found"):
        call_command("doctor", stderr=err)
    assert err.getvalue().count("cure: ") == 3
    assert "manage.py backup FILE" in err.getvalue()
    assert "manage.py worker" in err.getvalue()
    assert "bad.toml" in err.getvalue()


def test_a_lost_index(sound, settings):
    settings.INDEX_DIR = settings.DATA_DIR / "another"
    assert findings() == {"the search index is missing": "manage.py check_index --repair"}


def test_what_could_not_be_indexed_and_what_waits(sound):
    IndexChange.objects.create(article_id=1, attempts=3)
    assert findings() == {"1 articles could not be indexed": "manage.py check_index --repair"}
    long_ago = timezone.now() - timedelta(hours=1)
    IndexChange.objects.update(attempts=0, created_at=long_ago, not_before=long_ago)
    assert "manage.py worker" in findings()["changes have waited for the index for minutes"]


def test_changes_of_the_database_that_are_not_applied(sound):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    try:
        assert findings() == {"1 changes of the database are not applied": "manage.py migrate"}
    finally:
        call_command("migrate", "sessions", fake=True, verbosity=0)


def test_a_full_disk(sound, monkeypatch):
    monkeypatch.setattr(doctor, "MIN_FREE", 1 << 60)
    assert next(iter(findings())).startswith("the disk of")


def only(words: str) -> str:
    """The cure of the one problem that there is, whose description has these words."""
    [(what, cure)] = findings().items()
    assert words in what
    return cure


def test_files_of_another_user_are_given_back(sound, settings):
    (settings.DATA_DIR / "uploads").mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(settings.DATA_DIR / "uploads", 65534, -1)
        assert f"chown -R root: {settings.DATA_DIR}" in only("other users own uploads")
    else:
        (settings.DATA_DIR / "uploads").chmod(0)
        assert "chown -R" in only("may not read and write")


def test_a_folder_that_cannot_be_looked_into(sound, settings, tmp_path):
    """A file in its place: who runs the tests may be root, whom no rights keep out."""
    settings.DATA_DIR = tmp_path / "backup.json"
    found = findings()
    assert "chmod -R u+rwX" in next(cure for what, cure in found.items() if "cannot be read" in what)


def test_missing_uploads_and_originals(sound, settings):
    batch = Import.objects.create()
    ImportedFile.objects.create(batch=batch, name="رسالة.txt", file="imports/0123", status="done")
    assert "manage.py restore FILE" in only("1 uploaded files are missing, imports/0123")
    ImportedFile.objects.all().delete()
    Article.objects.update(raw_hash="0" * 64)
    assert "manage.py restore FILE" in only("the originals of 1 articles are missing")


def test_a_restore_that_was_cut_off(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"
    (tmp_path / "uploads" / "imports").mkdir(parents=True)
    (tmp_path / "uploads" / "imports" / "0123").write_text("a file")
    cure = next(cure for what, cure in findings().items() if "a restore was cut off" in what)
    assert "manage.py restore FILE" in cure


def test_another_secret_key(sound, settings, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("salma"))
    assert findings() == {}
    settings.SECRET_KEY = "another"
    assert "secret_key" in only("SECRET_KEY is another one than before")


def test_a_clock_that_was_put_back(sound):
    audit.record(audit.Action.EXPORTED, kind="article")
    assert findings() == {}
    AuditEntry.objects.create(action=audit.Action.EXPORTED, at=timezone.now() + timedelta(hours=30))
    assert "timedatectl" in only("30.0 hours before")
