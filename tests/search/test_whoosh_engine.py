from __future__ import annotations

import multiprocessing
import signal
import sys
import types
from dataclasses import replace
from pathlib import Path

import pytest
import whoosh.index
from whoosh.qparser import QueryParser

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.engines.whoosh import directory, merge_policy, merge_postings, parallel_build, positions
from articles.search.engines.whoosh.cache import ByteCache
from articles.search.errors import IndexStale
from articles.search.types import Doc
from tests.processes import has_ended, until
from tests.search import elsewhere
from tests.search.contract import DOCS
from tests.search.equality import assert_same
from tests.search.persistent import PersistentContract
from tests.search.queries import query
from tests.search.random_queries import Random


class TestWhooshEngine(PersistentContract):
    name = "whoosh"


@pytest.fixture
def engine(analyzer: Analyzer, tmp_path: Path) -> Engine:
    return registry.create("whoosh", tmp_path / "index", analyzer)


def segment_files(folder: Path) -> list[Path]:
    return list(folder.glob("index/generation-*/*.arrays"))


def test_segments_stay_few_under_a_steady_trickle(engine: Engine, tmp_path: Path) -> None:
    for number in range(1, 150):
        engine.replace([number], [Doc(number, "خبر", "متن")])
        assert len(segment_files(tmp_path)) <= 6
    assert len(list(engine.ids())) == 149


def assert_same_after_a_trickle(engine: Engine, analyzer: Analyzer, seed: int) -> None:
    """The engine, given a few articles at a time, answers as the reference does."""
    chance = Random(analyzer, seed=seed)
    docs = chance.docs(120)
    for start in range(0, 120, 10):
        engine.replace([], docs[start : start + 10])
    reference = registry.create("memory", "", analyzer)
    reference.rebuild(docs)
    for _ in range(50):
        assert_same(reference, engine, chance.query())


def test_merging_a_little_at_a_time_changes_nothing(
    engine: Engine, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge_postings, "CHUNK", 50)
    assert_same_after_a_trickle(engine, analyzer, seed=2)


def test_words_too_common_to_be_remembered_stand_where_they_stand(
    engine: Engine, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "MAX_CACHED", 5)
    monkeypatch.setattr(merge_policy, "AT_ONCE", 20)
    monkeypatch.setattr(merge_policy, "MAX_SEGMENT", 40)
    assert_same_after_a_trickle(engine, analyzer, seed=4)


def assert_the_same_bytes(one: Engine, other: Engine, chance: Random) -> None:
    """Not only nearly: hits, scores, facets, words and suggestions, to the last digit."""
    for _ in range(60):
        asked = chance.query()
        first, second = one.search(asked), other.search(asked)
        assert replace(first, took_ms=0) == replace(second, took_ms=0)
        assert list(one.scan(asked)) == list(other.scan(asked))
    assert list(one.words()) == list(other.words())
    for prefix in ("ا", "ال", "مد", "قوا", "ولل"):
        assert one.suggest(prefix) == other.suggest(prefix)


def test_an_index_that_grew_answers_as_one_that_was_built(engine: Engine, analyzer: Analyzer, tmp_path: Path):
    """Articles that were changed or deleted count in nothing, before their segments are merged too."""
    chance = Random(analyzer, seed=11)
    docs = {doc.id: doc for doc in chance.docs(240)}
    engine.rebuild(docs[number] for number in range(1, 161))
    for start in range(161, 241, 20):
        engine.replace([], [docs[number] for number in range(start, start + 20)])
    for number in range(5, 100, 9):  # corrected: other words
        docs[number] = replace(docs[number], body=docs[number + 1].title)
        engine.replace([], [docs[number]])
    gone = range(100, 150, 4)
    engine.replace(gone, [])
    built = registry.create("whoosh", tmp_path / "built", analyzer)
    built.rebuild(doc for number, doc in docs.items() if number not in gone)
    assert_the_same_bytes(built, engine, chance)


def test_without_some_sources_it_is_as_if_there_were_no_article_of_them(
    engine: Engine, analyzer: Analyzer, tmp_path: Path
) -> None:
    chance = Random(analyzer, seed=12)
    docs = chance.docs(200)
    engine.rebuild(docs[:120])
    engine.replace(range(40, 60), docs[120:])
    others = [doc for doc in docs if doc.source not in ("nahr", "sahel") and doc.id not in range(40, 60)]
    built = registry.create("whoosh", tmp_path / "built", analyzer)
    built.rebuild(others)
    assert_the_same_bytes(built, engine.without(("nahr", "sahel")), chance)
    assert len(list(engine.ids())) == 180
    engine.replace([others[0].id], [])
    built.replace([others[0].id], [])
    assert_the_same_bytes(built, engine.without(("nahr", "sahel")), chance)


def test_a_segment_of_mostly_deleted_articles_is_written_anew(engine: Engine, tmp_path: Path) -> None:
    engine.rebuild(Doc(number, "خبر", "متن " * number) for number in range(1, 101))
    before = sum(file.stat().st_size for file in segment_files(tmp_path))
    engine.replace(range(1, 91), [])
    assert sorted(engine.ids()) == list(range(91, 101))
    assert sum(file.stat().st_size for file in segment_files(tmp_path)) < before / 2


def test_a_rebuild_by_several_processes(
    engine: Engine, analyzer: Analyzer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parallel_build, "BATCH", 40)
    chance = Random(analyzer, seed=3)
    docs = chance.docs(100)
    engine.rebuild(docs)
    assert len(segment_files(tmp_path)) == 1
    reference = registry.create("memory", "", analyzer)
    reference.rebuild(docs)
    for _ in range(20):
        assert_same(reference, engine, chance.query())


def test_workers_end_with_the_process_that_rebuilds(tmp_path: Path) -> None:
    receiver, sender = multiprocessing.Pipe(duplex=False)
    engine = elsewhere.opener("whoosh", tmp_path / "index")
    assert elsewhere.in_process(elsewhere.die_with_workers, engine, 10, sender) == -signal.SIGKILL
    workers = receiver.recv()
    assert workers
    assert all(until(lambda worker=worker: has_ended(worker)) for worker in workers)


def test_whoosh_itself_reads_the_index(engine: Engine, tmp_path: Path) -> None:
    engine.rebuild(DOCS)
    engine.replace([4], [Doc(9, "بحيرة", "ماء")])
    folder = next(tmp_path.glob("index/generation-*"))
    index = whoosh.index.open_dir(str(folder))
    with index.searcher() as searcher:
        parser = QueryParser("body", index.schema)

        def found(text: str) -> set[int]:
            return {hit["id"] for hit in searcher.search(parser.parse(text))}

        assert found("الزحام") == {1, 2}
        assert found('"جسر النخيل"') == {1}
        assert found('"النخيل جسر"') == set()
        assert found("title:بحيرة OR النخ*") == {1, 6, 9}
        assert searcher.doc_count() == 6
        assert ("title", "بحيرة".encode()) in set(searcher.reader().all_terms())


def test_an_index_that_names_modules_which_are_gone_is_stale(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = types.ModuleType("articles.search.engines.whoosh.moved")
    moved.ArrayCodec = type("ArrayCodec", (), {"__module__": moved.__name__})  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, moved.__name__, moved)
        patch.setattr(directory, "ArrayCodec", moved.ArrayCodec)  # type: ignore[attr-defined]
        engine.rebuild(DOCS)
    engine.close()
    with pytest.raises(IndexStale, match="rebuild_index"):
        engine.search(query())
    engine.rebuild(DOCS)
    assert engine.search(query()).total == len(DOCS)


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        ([], []),
        ([(5, 0)], []),
        ([(1, 0), (1, 0)], [0, 1]),
        ([(100, 0), (1, 0)], []),
        ([(100, 0), (1, 0), (30, 0), (2, 0)], [1, 3]),
        ([(100, 0), (60, 0), (5, 0)], [2, 1, 0]),
        ([(40_000, 0), (30_000, 0)], []),
        ([(10, 11), (1000, 0)], [0]),
    ],
)
def test_what_is_worth_merging(sizes: list[tuple[int, int]], chosen: list[int]) -> None:
    assert merge_policy.worth_merging(sizes) == chosen


def test_groups_stay_below_the_largest_segment() -> None:
    assert merge_policy.groups([30_000, 20_000, 20_000, 10_000, 70_000, 1]) == [[0, 1], [2, 3], [4], [5]]
    assert merge_policy.groups([]) == []


def test_the_cache_keeps_what_was_used_last_within_its_bound() -> None:
    cache = ByteCache(3000)
    made: list[str] = []

    def get(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key

        return cache.get((key, 1), make, lambda _: 400)

    for key in ("a", "b", "c", "a", "d", "a", "b"):
        assert get(key) == key
    assert made == ["a", "b", "c", "d", "b"]
    assert cache.size <= 3000
    cache.retain({"b"})
    assert get("b") == "b"
    assert made == ["a", "b", "c", "d", "b"]
    assert cache.size < 1000
