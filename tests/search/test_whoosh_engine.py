from __future__ import annotations

from pathlib import Path

import pytest

from articles.arabic.analyzer import Analyzer
from articles.search import registry
from articles.search.engine import Engine
from tests.search.contract import EngineContract


class TestWhooshEngine(EngineContract):
    @pytest.fixture
    def engine(self, analyzer: Analyzer, tmp_path: Path) -> Engine:
        return registry.create("whoosh", tmp_path / "index", analyzer)
