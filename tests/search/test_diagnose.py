"""Nothing found: which part fails, and what the query finds without it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.memory.engine import MemoryEngine
from articles.search.query.diagnose import diagnose
from articles.search.query.parse import parse
from articles.search.types import DateRange, Doc, Filter, Hits, Query

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
    found = diagnose(engine, query)
    return [
        (each.part.kind, each.part.label, each.without, each.alone) for each in (*found.words, *found.filters)
    ]


def test_names_the_word_that_fails(engine: MemoryEngine, analyzer: Analyzer) -> None:
    query = parse("جسر نفق كنغر", analyzer=analyzer)
    assert counted(engine, query) == [("word", "جسر", 0, 2), ("word", "نفق", 0, 1), ("word", "كنغر", 1, 0)]
    without_it = diagnose(engine, query).words[2].part.without
    assert without_it
    assert without_it.text == "جسر نفق"
    assert engine.search(without_it).total == 1


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


class CountingEngine:
    """Answers as the engine that it stands before, and counts the searches."""

    def __init__(self, engine: MemoryEngine) -> None:
        self.engine, self.searches = engine, 0

    def search(self, query: Query, **options: int) -> Hits:
        self.searches += 1
        return self.engine.search(query, **options)


@pytest.mark.parametrize(
    ("text", "searches"),
    [
        ("كنغر دلفين زرافة فيل نمر أسد", 1),  # none of them is there: one question tells
        ("جسر نفق كنغر دلفين", 5),  # with two that fail, no other query needs asking
        ("جسر وزير نفق كنغر", 6),
        ("كنغر", 0),
    ],
)
def test_what_follows_from_an_answer_is_not_asked(
    engine: MemoryEngine, analyzer: Analyzer, text: str, searches: int
) -> None:
    counting = CountingEngine(engine)
    diagnose(counting, parse(text, analyzer=analyzer))  # type: ignore[arg-type]
    assert counting.searches == searches


@pytest.mark.parametrize("text", ["جسر نفق كنغر دلفين", "جسر نفق", "جسر -نفق كنغر", '"جسر المدينة" نفق وزير'])
def test_what_is_not_asked_is_right(engine: MemoryEngine, analyzer: Analyzer, text: str) -> None:
    query = parse(text, analyzer=analyzer)
    for each in diagnose(engine, query).words:
        assert each.part.alone
        assert each.part.without
        assert each.alone == engine.search(each.part.alone).total
        assert each.without == engine.search(each.part.without).total
