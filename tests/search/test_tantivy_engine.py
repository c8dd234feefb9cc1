from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.base import Engine
from articles.search.types import Doc
from tests.search.contract import asked
from tests.search.persistent import PersistentContract
from tests.search.queries import all_of

pytest.importorskip("tantivy", reason="the extra tantivy is not installed")


class TestTantivyEngine(PersistentContract):
    name = "tantivy"

    def test_a_commit_cut_off_behind_its_list_of_deletions_is_made_again(
        self, filled: Engine, location: Path, tmp_path: Path, analyzer: Analyzer
    ) -> None:
        """The commit before meta.json was replaced: what it wrote first is there, and managed."""
        before = tmp_path / "before"
        shutil.copytree(location, before)
        again = [Doc(1, "عنوان ثانٍ", "متن ثانٍ")]
        filled.replace([1], again)
        filled.close()
        (deletions,) = location.glob("generation-*/*.del")
        left = before / deletions.parent.name
        for name in (deletions.name, ".managed.json"):
            shutil.copy2(deletions.parent / name, left / name)
        shutil.rmtree(location)
        shutil.copytree(before, location)
        engine = self.open(location, analyzer)
        engine.replace([1], again)
        assert sorted(engine.ids()) == [1, 2, 3, 4, 5, 6]
        assert asked(engine, all_of("ثانٍ", analyzer)) == {1}
        engine.close()
