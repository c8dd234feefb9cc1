"""What the archive writes belongs to its owner alone, and it says so when something does not."""

from __future__ import annotations

import os

from articles.status.checks import private_files
from tests import processes


def test_no_other_user_may_read_what_the_archive_writes(tmp_path):
    data = tmp_path / "data"
    before = os.umask(0o022)
    try:
        processes.run(data, "migrate", "--verbosity", "0")
        processes.run(data, "sample")
    finally:
        os.umask(before)
    written = [data, *data.rglob("*")]
    assert {"archive.sqlite3", "index", "uploads", "build", "secret_key"} <= {path.name for path in written}
    assert [path for path in written if path.stat().st_mode & 0o077] == []


def test_an_open_data_folder_is_told(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.DATA_DIR.chmod(0o755)
    (settings.DATA_DIR / "archive.sqlite3").touch()
    (settings.DATA_DIR / "archive.sqlite3").chmod(0o644)
    (warning,) = private_files(None)
    assert "archive.sqlite3" in warning.msg
    assert str(settings.DATA_DIR) in warning.hint
    (settings.DATA_DIR / "archive.sqlite3").chmod(0o600)
    assert private_files(None) == []
    (settings.DATA_DIR / "archive.sqlite3").chmod(0o644)
    settings.DATA_DIR.chmod(0o700)
    assert private_files(None) == []
