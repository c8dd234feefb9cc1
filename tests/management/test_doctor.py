"""manage.py doctor: what is wrong, and the command that mends it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles.backup import record
from articles.indexing import rebuild
from articles.models import IndexChange
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
