"""Rarer looks for cycles in memory end with the work that asks for them."""

from __future__ import annotations

import gc

import pytest
from django.core.management import call_command

from articles.ingest.memory import rare_collection


def test_cycles_are_looked_for_less_often_within_and_as_ever_afterwards():
    before = gc.get_threshold()
    with rare_collection():
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


@pytest.mark.django_db
def test_an_import_leaves_the_process_as_it_was(tmp_path):
    before = gc.get_threshold()
    (tmp_path / "a.txt").write_text("افتتاح الجسر\n\nعبر أوّل قطار الجسر الجديد صباح اليوم.", "utf-8")
    call_command("import", str(tmp_path / "a.txt"), "--source", "جريدة الميناء", "--json")
    assert gc.get_threshold() == before
