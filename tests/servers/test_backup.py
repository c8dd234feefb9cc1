"""A backup of SQLite restored into PostgreSQL and back: the same archive."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import backups, pages

pytestmark = pytest.mark.servers


@pytest.fixture
def database_url(postgres_url) -> str:
    """A new, empty database of the server, which sorts as Arabic dictionaries do."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS restored")
        server.execute(
            "CREATE DATABASE restored TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'ar'"
        )
    return urlsplit(postgres_url)._replace(path="/restored").geturl()


def test_from_sqlite_to_postgresql_and_back(database_url, tmp_path: Path):
    archive, server, back = tmp_path / "archive", tmp_path / "server", tmp_path / "back"
    backups.done(archive, "migrate", "-v0")
    backups.done(archive, "sample")
    backups.done(archive, "rebuild_index")
    files = [tmp_path / f"{number}.tar" for number in range(3)]
    backups.done(archive, "backup", str(files[0]))
    backups.done(server, "restore", str(files[0]), DATABASE_URL=database_url)
    assert "sound" in backups.done(server, "verify", DATABASE_URL=database_url)
    assert "there is an archive" in backups.refused(
        server, "restore", str(files[0]), DATABASE_URL=database_url
    )
    backups.done(server, "backup", str(files[1]), DATABASE_URL=database_url)
    backups.done(back, "restore", str(files[1]))
    backups.done(back, "backup", str(files[2]))
    first = backups.rows(files[0])
    assert first["articles.article"]
    assert backups.rows(files[1]) == first
    assert backups.rows(files[2]) == first
    assert backups.manifest(files[2])["last_ids"] == backups.manifest(files[0])["last_ids"]
    results = [
        backups.found(archive, "المدينة"),
        backups.found(server, "المدينة", DATABASE_URL=database_url),
        backups.found(back, "المدينة"),
    ]
    assert results[0]
    assert results[0] == results[1] == results[2]
    answers = pages.answers(archive, each=2, words=4)
    there = pages.answers(server, answers, DATABASE_URL=database_url)
    assert pages.differences(answers, there) == {}
    assert pages.differences(answers, pages.answers(back, answers)) == {}
