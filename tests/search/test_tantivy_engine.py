from __future__ import annotations

import pytest

from tests.search.persistent import PersistentContract

pytest.importorskip("tantivy", reason="the extra tantivy is not installed")


class TestTantivyEngine(PersistentContract):
    name = "tantivy"
