"""The formulas of the plan: each grows with what it depends on, and is right where one can reckon it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.benchmarks.sizing import GB, Assumptions, Costs, one_machine, plan

COSTS = Costs(
    database_bytes=10_000,
    original_bytes=3_000,
    whoosh_bytes=2_000,
    tantivy_bytes=6_000,
    read_seconds=0.001,
    store_seconds=0.002,
    whoosh_seconds=0.001,
    tantivy_seconds=0.002,
    web_mb=250,
    worker_mb=200,
)
ASSUMED = Assumptions(opensearch_bytes=GB / 1_000_000, opensearch_seconds=0.005, shard_gb=30)


def test_a_plan_that_one_can_reckon() -> None:
    found = plan(10_000_000, COSTS, ASSUMED)
    assert found.index_gb == pytest.approx(10)
    assert (found.shards, found.nodes) == (1, 3)
    assert found.import_hours == pytest.approx(10_000_000 * 0.008 / 16 / 3600)
    assert found.rebuild_hours == pytest.approx(10_000_000 * 0.005 / 16 / 3600)
    assert found.query_cpu_ms == pytest.approx(ASSUMED.query_fixed_ms + 10 * ASSUMED.query_growing_ms)


def test_ten_times_the_articles_take_ten_times_the_room_and_more_shards_and_nodes() -> None:
    small, large = (plan(articles, COSTS, ASSUMED) for articles in (100_000_000, 1_000_000_000))
    assert large.index_gb == pytest.approx(10 * small.index_gb)
    assert (small.shards, large.shards) == (4, 34)
    assert large.nodes > small.nodes
    assert large.euros > small.euros


@pytest.mark.parametrize(
    "larger", [{"replicas": 2.0}, {"hot": 1.0}, {"queries_a_second": 2_000.0}, {"heap_gb": 60.0}]
)
def test_what_asks_for_more_gets_more_nodes(larger: dict[str, float]) -> None:
    quiet = replace(ASSUMED, queries_a_second=1.0)
    assert plan(1_000_000_000, COSTS, quiet).nodes == 11, "as many as keep a quarter of the index in memory"
    assert plan(1_000_000_000, COSTS, replace(quiet, **larger)).nodes > 11


def test_one_machine_holds_more_with_tantivy_where_memory_is_short() -> None:
    held = one_machine(4, 80, COSTS)
    assert held["whoosh"] == int((2048 - 700) * 1024 / 3)
    assert held["tantivy"] == int(0.7 * 80 * GB / 22_000)
    assert one_machine(4, 1, COSTS)["whoosh"] < held["whoosh"], "the disk may be what ends first"
