"""Nothing found: which part fails, and what the query finds without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.memory.engine import MemoryEngine
from articles.search.query import diagnose
from articles.search.query.parse import parse
from articles.search.types import DateRange, Doc, Filter, Query

DOCS = (
    Doc(1, "افتتاح جسر المدينة", "افتتح الوزير الجسر صباح اليوم", "2021-09-09", "shams"),
    Doc(2, "نفق جديد", "يمر النفق تحت الجسر", "2020-01-01", "qamar"),
)


@pytest.fixture
def engine(tmp_path: Path, analyzer: Analyzer) -> MemoryEngine:
    engine = MemoryEngine(tmp_path, analyzer)
    engine.rebuild(DOCS)
    return engine


def counted(engine: MemoryEngine, query: Query) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (each.variation.kind, each.variation.label, each.without, each.alone)
        for each in diagnose.count(engine, diagnose.variations(query))
    ]


def test_names_the_word_that_fails(engine: MemoryEngine, analyzer: Analyzer) -> None:
    query = parse("جسر نفق كنغر", analyzer=analyzer)
    assert counted(engine, query) == [("word", "جسر", 0, 2), ("word", "نفق", 0, 1), ("word", "كنغر", 1, 0)]
    reduced = diagnose.without_failing(query, diagnose.count(engine, diagnose.variations(query)))
    assert reduced
    assert reduced.text == "جسر نفق"
    assert engine.search(reduced).total == 1


def test_counts_without_each_filter(engine: MemoryEngine, analyzer: Analyzer) -> None:
    query = replace(
        parse("نفق مصدر:qamar", analyzer=analyzer),
        filters=(Filter("source", include=("shams",)),),
        dates=DateRange(20210000, 20219999),
    )
    assert engine.search(query).total == 0
    assert counted(engine, query) == [
        ("word", "نفق", 0, 1),
        ("field", 'مصدر:"qamar"', 0, 1),
        ("filter", "source", 0, None),
        ("dates", "date", 0, None),
    ]
    undated = replace(query, dates=DateRange())
    assert ("filter", "source", 1, None) in counted(engine, undated)


def test_a_single_word_leaves_nothing_to_search_for(engine: MemoryEngine, analyzer: Analyzer) -> None:
    query = parse("كنغر", analyzer=analyzer)
    assert counted(engine, query) == [("word", "كنغر", None, None)]
    assert diagnose.without_failing(query, diagnose.count(engine, diagnose.variations(query))) is None
