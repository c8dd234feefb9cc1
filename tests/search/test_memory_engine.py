from __future__ import annotations

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from tests.search.contract import EngineContract


class TestMemoryEngine(EngineContract):
    @pytest.fixture
    def engine(self, analyzer: Analyzer) -> Engine:
        return registry.create("memory", "", analyzer)
