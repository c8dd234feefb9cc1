from __future__ import annotations

import pytest

from articles.arabic.analyzer import Analyzer
from articles.search import registry
from articles.search.engine import Engine
from tests.search.contract import EngineContract


class TestMemoryEngine(EngineContract):
    @pytest.fixture
    def engine(self, analyzer: Analyzer) -> Engine:
        return registry.create("memory", "", analyzer)
