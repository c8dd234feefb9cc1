"""A served archive whose index is damaged answers rightly or not at all, and heals: see ``make torture``."""

from __future__ import annotations

import pytest

from tests.benchmarks.torture_index import torture
from tests.processes import PATIENCE


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_a_served_index_heals(engine: str) -> None:
    for outcome in torture(engine, articles=50, seed=3, sample=3, patience=PATIENCE):
        assert not outcome.wrong, str(outcome)
        assert outcome.healed is not None, str(outcome)
