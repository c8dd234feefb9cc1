"""Daily backups: made when due, checked, the oldest deleted; what failed is told in the administration."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from articles.backup import container, daily, record
from articles.backup.verify import checked
from articles.status.overview import CHECKS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.BACKUP_KEEP = 2
    return settings.BACKUP_DIR


def store_old(folder: Path, days: int) -> Path:
    """The file of a backup that was made so many days ago."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{timezone.now() - timedelta(days=days):newsarchive-%Y-%m-%dT%H%M%SZ.tar}"
    path.write_bytes(b"old")
    return path


def test_without_the_setting_none_is_made(settings, folder):
    settings.BACKUP_DIR = None
    daily.make_when_due()
    assert record.last() == record.Record()


def test_it_is_made_and_checked_once_a_day(folder, make_article):
    make_article("افتتاح الجسر")
    daily.make_when_due()
    daily.make_when_due()
    (path,) = folder.iterdir()
    assert checked(path)["counts"]["articles.article"] == 1
    last = record.last()
    assert last.file == str(path)
    assert last.made
    assert last.verified
    assert not last.error


def test_the_oldest_are_deleted_and_nothing_else(folder):
    oldest, older, old = (store_old(folder, days) for days in (3, 2, 1))
    other = folder / "newsarchive-before-the-move.tar"
    other.write_bytes(b"")
    half = folder / f".newsarchive-x{container.PARTIAL}"
    half.write_bytes(b"")
    daily.make_when_due()
    assert not oldest.exists()
    assert not older.exists()
    assert old.exists()
    assert other.exists()
    assert not half.exists()
    assert len(daily.backups(folder)) == 2


def test_it_is_encrypted_with_a_passphrase(settings, folder):
    settings.BACKUP_PASSPHRASE = "سرّ طويل"
    daily.make_when_due()
    (path,) = folder.iterdir()
    assert path.name.endswith(".tar.age")
    assert checked(path, "سرّ طويل")["counts"]
    assert record.last().verified


def test_a_failure_is_told_with_its_cure_and_deletes_nothing(settings, folder, admin_client):
    settings.BACKUP_DIR = folder.parent / "file"
    settings.BACKUP_DIR.write_bytes(b"")
    daily.make_when_due()
    (warning,) = run_checks(tags=[CHECKS])
    assert warning.id == "articles.W003"
    assert "manage.py backup" in admin_client.get(reverse("admin:index")).content.decode()
    settings.BACKUP_DIR = folder
    daily.make_when_due()
    assert run_checks(tags=[CHECKS]) == []


def test_the_administration_says_when_the_last_was_made_and_checked(folder, admin_client):
    def page() -> str:
        return admin_client.get(reverse("admin:index")).content.decode()

    assert "لا نسخة احتياطيّة بعد" in page()
    record.made(folder / "by-hand.tar")
    assert "لم تُفحص بعد" in page()
    record.verified(folder / "another.tar")
    assert "لم تُفحص بعد" in page()
    record.verified(folder / "by-hand.tar")
    assert "فُحصت وسلمت" in page()


def test_an_old_backup_is_told(folder):
    record.made(folder / "old.tar")
    file = folder.parent / "backup.json"
    now = record.last().made
    assert now
    file.write_text(file.read_text().replace(now.isoformat(), (now - timedelta(days=3)).isoformat()))
    assert [warning.id for warning in run_checks(tags=[CHECKS])] == ["articles.W004"]


def test_a_garbled_record_is_no_backup(folder):
    (folder.parent / "backup.json").write_text("[")
    assert record.last() == record.Record()
