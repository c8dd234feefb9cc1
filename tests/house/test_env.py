"""Environment variables: typed, loud when wrong, each documented in the README's table."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles.ingest.limits import Limits
from newsarchive import env

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("value", ["maybe", "2", "نعم"])
def test_a_bad_flag_names_the_accepted_words(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG=.*yes"):
        env.flag("DEBUG", default=False)


def test_a_bad_number_and_a_bad_choice_name_the_accepted_values(monkeypatch):
    monkeypatch.setenv("PORT", "99999")
    with pytest.raises(ImproperlyConfigured, match="from 1 to 65535"):
        env.integer("PORT", 8000, minimum=1, maximum=65535)
    monkeypatch.setenv("SEARCH_ENGINE", "lucene")
    with pytest.raises(ImproperlyConfigured, match="whoosh, tantivy"):
        env.choice("SEARCH_ENGINE", "whoosh", ("whoosh", "tantivy"))


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "s3cret"
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE"):
        env.text("SECRET_KEY")


def test_every_variable_stands_in_the_readme():
    table = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "README.md").read_text(encoding="utf-8"), re.M))
    names = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "newsarchive/settings.py").read_text()))
    assert names
    assert table == names


def start(tmp_path: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=keep | {"NEWSARCHIVE_DATA": str(tmp_path / "data")} | variables,
        capture_output=True,
        text=True,
    )


def test_with_an_https_address_the_deployment_check_is_clean(tmp_path):
    done = start(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://archive.example.org"
    )
    assert done.returncode == 0, done.stderr


def test_a_bad_value_stops_the_start_without_a_wall_of_text(tmp_path):
    done = start(tmp_path, "check", SEARCH_ENGINE="lucene")
    assert done.returncode != 0
    assert "SEARCH_ENGINE='lucene' is unknown: use one of whoosh" in done.stderr


def test_the_import_limits_have_one_set_of_defaults():
    code = "from newsarchive import settings as s; print(s.IMPORT_LIMITS)"
    keep = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=keep, capture_output=True, text=True)
    assert Limits(**ast.literal_eval(done.stdout)) == Limits()


@pytest.mark.parametrize("command", [("match", "قطار", "قطار جديد"), ("analyze", "قطار")])
def test_commands_that_need_no_archive_run_where_nothing_can_be_written(tmp_path, command):
    done = start(tmp_path, *command)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())


def test_reading_the_settings_writes_nothing(tmp_path):
    code = "import django; django.setup(); from django.conf import settings; settings.MEDIA_ROOT"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ
        | {"NEWSARCHIVE_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "newsarchive.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())


def test_a_data_folder_that_cannot_be_made_stops_the_start_in_one_line(tmp_path):
    (tmp_path / "data").write_text("a file, where the folder should be")
    done = start(tmp_path, "migrate")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "NEWSARCHIVE_DATA" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_secret_key_is_generated_once_and_is_private(tmp_path):
    assert start(tmp_path, "check").returncode == 0
    key = tmp_path / "data" / "secret_key"
    first = key.read_text()
    assert len(first) >= 50
    assert key.stat().st_mode & 0o077 == 0
    assert start(tmp_path, "check").returncode == 0
    assert key.read_text() == first
