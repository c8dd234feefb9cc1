"""manage.py analyze: tokens as a table and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command


@pytest.fixture(autouse=True)
def no_index(settings: Any, tmp_path: Path) -> None:
    settings.INDEX_DIR = tmp_path


def test_json_has_every_layer_and_the_original(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("analyze", "رست وللقواربِ", "--json")
    assert json.loads(capsys.readouterr().out)[1] == {
        "original": "وللقواربِ",
        "start": 4,
        "end": 13,
        "surface": "وللقوارب",
        "folded": "وللقوارب",
        "stem": "قوارب",
        "lemma": "قارب",
        "root": "قرب",
    }


def test_table_has_a_line_for_each_word(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("analyze", "رست القوارب")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["رست", "القوارب"]
