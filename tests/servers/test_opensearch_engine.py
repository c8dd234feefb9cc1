"""The contract on a real OpenSearch: one node, and what several processes make of one index there."""

from __future__ import annotations

import signal
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import schema
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.engines.opensearch import merging
from articles.search.engines.opensearch.aliases import Aliases
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.engines.opensearch.connection import connect
from articles.search.errors import (
    EngineMisconfigured,
    EngineUnavailable,
    IndexBusy,
    IndexMissing,
    IndexStale,
)
from articles.search.types import Doc
from tests import processes
from tests.search import elsewhere
from tests.search.contract import DOCS, EngineContract, asked
from tests.search.equality import assert_same
from tests.search.queries import all_of, query
from tests.search.random_queries import Random
from tests.servers.opensearch.nodes import TestCluster

pytestmark = pytest.mark.servers


class TestOpenSearchEngine(EngineContract):
    shards = 1

    @pytest.fixture
    def cluster(self, opensearch: TestCluster) -> Iterator[Cluster]:
        cluster = Cluster(
            url=opensearch.url, index=f"test-{uuid.uuid4().hex[:8]}", replicas=0, shards=self.shards
        )
        yield cluster
        client = connect(cluster)
        Aliases(client, cluster, "", bool).delete_all()
        client.close()

    @pytest.fixture
    def location(self, tmp_path: Path) -> Path:
        return tmp_path / "index"

    @pytest.fixture
    def engine(self, analyzer: Analyzer, location: Path, cluster: Cluster) -> Iterator[Engine]:
        engine = self.open(location, analyzer, cluster)
        yield engine
        engine.close()

    def open(self, location: Path, analyzer: Analyzer, cluster: Cluster, **options: Any) -> Engine:
        return registry.create("opensearch", location, analyzer, cluster=cluster, **options)

    def opener(self, location: Path, cluster: Cluster) -> elsewhere.Opener:
        return elsewhere.opener("opensearch", location, cluster=cluster)

    # ---- several processes ----

    def test_other_processes_see_a_change_at_once(
        self, filled: Engine, location: Path, analyzer: Analyzer, cluster: Cluster
    ) -> None:
        other = self.opener(location, cluster)
        assert elsewhere.in_process(elsewhere.replace, other, [1, 50], [Doc(50, "بحيرة", "")]) == 0
        assert asked(filled, all_of("بحيرة", analyzer)) == {50}
        assert sorted(filled.ids()) == [2, 3, 4, 5, 6, 50]
        assert elsewhere.in_process(elsewhere.rebuild, other, DOCS[:2]) == 0
        assert sorted(filled.ids()) == [1, 2]

    def test_readers_never_see_half_a_change(
        self, filled: Engine, location: Path, analyzer: Analyzer, cluster: Cluster
    ) -> None:
        other = self.opener(location, cluster)
        writer = elsewhere.started(elsewhere.keep_replacing, other, [71, 72], ("بحيرة", "صحراء"))
        seen: list[int] = []

        def seen_changing() -> bool:
            total = filled.search(query(all_of("بحيرة", analyzer))).total
            if [total] != seen[-1:]:
                seen.append(total)
            return len(seen) > 10

        try:
            assert processes.until(seen_changing)
            assert set(seen) == {0, 2}
        finally:
            writer.kill()
            writer.join()

    def test_searches_go_on_while_indexes_are_swapped(
        self, filled: Engine, location: Path, analyzer: Analyzer, cluster: Cluster
    ) -> None:
        writer = elsewhere.started(elsewhere.rebuild_again, self.opener(location, cluster), DOCS, 5)
        searches = 0
        while writer.is_alive():
            assert filled.search(query(all_of("الزحام", analyzer), facets=("source",))).total == 3
            assert len(list(filled.ids())) == len(DOCS)
            searches += 1
        assert writer.exitcode == 0
        assert searches > 10

    def test_only_one_rebuild_at_a_time(
        self, filled: Engine, location: Path, analyzer: Analyzer, cluster: Cluster
    ) -> None:
        def docs() -> Iterator[Doc]:
            with pytest.raises(IndexBusy):
                self.open(location, analyzer, cluster).rebuild([])
            filled.replace([1], [])
            assert 1 not in set(filled.ids()), "the live index can be changed meanwhile"
            yield DOCS[1]

        filled.rebuild(docs())
        assert list(filled.ids()) == [2]

    def test_a_process_killed_in_a_rebuild_leaves_the_live_index(
        self, filled: Engine, location: Path, analyzer: Analyzer, cluster: Cluster
    ) -> None:
        died = elsewhere.in_process(elsewhere.die_in_rebuild, self.opener(location, cluster), DOCS[:3])
        assert died == -signal.SIGKILL
        assert sorted(filled.ids()) == [1, 2, 3, 4, 5, 6]
        filled.rebuild(DOCS[:1])
        assert list(filled.ids()) == [1]
        client = connect(cluster)
        assert len(client.indices.get(index=f"{cluster.index}-*")) == 1, "what the dead process left is gone"
        client.close()

    # ---- indexes that cannot be read ----

    def test_an_index_of_another_format_is_stale_until_it_is_rebuilt(
        self,
        filled: Engine,
        location: Path,
        analyzer: Analyzer,
        cluster: Cluster,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(schema, "FORMAT", schema.FORMAT + 1)
        engine = self.open(location, analyzer, cluster)
        for use in (
            lambda: engine.search(query()),
            lambda: engine.replace([1], []),
            lambda: list(engine.ids()),
            lambda: engine.suggest("ال"),
            engine.check,
        ):
            with pytest.raises(IndexStale, match="rebuild_index"):
                use()
        assert engine.fingerprint() not in (None, schema.fingerprint(analyzer))
        engine.rebuild(DOCS)
        assert engine.search(query()).total == len(DOCS)

    def test_an_index_of_another_vocabulary_is_not_read_when_one_is_required(
        self, filled: Engine, location: Path, analyzer: Analyzer, cluster: Cluster
    ) -> None:
        own = self.open(location, analyzer, cluster, required=schema.fingerprint(analyzer))
        assert own.search(query()).total == len(DOCS)
        other = self.open(location, analyzer, cluster, required="0" * 16)
        with pytest.raises(IndexStale, match="vocabulary"):
            other.search(query())

    @pytest.mark.parametrize("use", ["search", "replace"])
    def test_an_index_that_is_gone_is_not_taken_for_a_new_one(
        self, location: Path, analyzer: Analyzer, cluster: Cluster, use: str
    ) -> None:
        articles = []
        engine = self.open(location, analyzer, cluster, must_exist=lambda: bool(articles))
        assert engine.search(query()).total == 0
        engine.replace([1], DOCS[:1])
        articles.append(1)
        client = connect(cluster)
        Aliases(client, cluster, "", bool).delete_all()
        client.close()
        with pytest.raises(IndexMissing, match="rebuild_index"):
            engine.replace([2], DOCS[1:2]) if use == "replace" else engine.search(query())
        assert engine.fingerprint() is None
        engine.rebuild(DOCS)
        assert engine.search(query()).total == len(DOCS)

    # ---- words beyond what Lucene holds ----

    def test_a_word_of_many_thousand_letters_is_found(self, engine: Engine, analyzer: Analyzer) -> None:
        long, other = "ب" * 40_000, "ب" * 40_000 + "ت"
        engine.rebuild([Doc(1, "", long), Doc(2, "", other)])
        for text, id in ((long, 1), (other, 2)):
            assert asked(engine, all_of(text, analyzer, layers=("surface",))) == {id}


class TestFiveShards:
    """Every score is that of one shard."""

    def test_answers_as_the_reference_engine(
        self, opensearch: TestCluster, analyzer: Analyzer, tmp_path: Path
    ) -> None:
        cluster = Cluster(url=opensearch.url, index=f"test-{uuid.uuid4().hex[:8]}", shards=5, replicas=0)
        chance = Random(analyzer, seed=5)
        docs = chance.docs(300)
        reference = registry.create("memory", "", analyzer)
        engine = registry.create("opensearch", tmp_path, analyzer, cluster=cluster)
        reference.rebuild(docs)
        engine.rebuild(docs[:200])
        engine.replace([], docs[200:])
        for _ in range(200):
            assert_same(reference, engine, chance.query())
        assert sorted(engine.words()) == sorted(reference.words())
        engine.close()
        client = connect(cluster)
        Aliases(client, cluster, "", bool).delete_all()
        client.close()


def test_a_filled_index_is_merged_and_forgets_what_was_sent(
    opensearch: TestCluster, tmp_path: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[list[int]] = []
    docs = [
        Doc(id=n, title=f"خبر {n}", body=" ".join(f"كلمة{n * 7 + i}" for i in range(300)))
        for n in range(1, 2001)
    ]
    for least in (2**60, 0):
        monkeypatch.setattr(merging, "WORTH_BYTES", least)
        cluster = Cluster(url=opensearch.url, index=f"test-{uuid.uuid4().hex[:8]}", replicas=0, shards=1)
        with closing(
            registry.create("opensearch", tmp_path / str(least), analyzer, cluster=cluster)
        ) as engine:
            engine.rebuild(iter(docs))
            assert engine.search(query(all_of("كلمة700", analyzer))).total
            with closing(connect(cluster)) as client:
                found = client.cat.segments(index=cluster.index, params={"format": "json", "bytes": "b"})
            sizes.append([int(segment["size"]) for segment in found])
            engine.delete()
    sent, merged = sizes
    assert len(merged) == 1
    assert merged[0] < 0.7 * sum(sent)


def test_a_cluster_that_does_not_answer_is_unavailable(tmp_path: Path, analyzer: Analyzer) -> None:
    cluster = Cluster(url=f"http://127.0.0.1:{processes.free_port()}", read_seconds=0.3)
    engine = registry.create("opensearch", tmp_path, analyzer, cluster=cluster)
    for use in (lambda: engine.search(query()), lambda: engine.replace([1], []), engine.fingerprint):
        with pytest.raises(EngineUnavailable):
            use()


def test_an_authority_that_is_no_file_is_told_with_its_setting(tmp_path: Path, analyzer: Analyzer) -> None:
    cluster = Cluster(url="https://127.0.0.1:1", ca_certs=str(tmp_path / "missing.pem"))
    engine = registry.create("opensearch", tmp_path, analyzer, cluster=cluster)
    with pytest.raises(EngineMisconfigured, match="OPENSEARCH_CA_CERTS"):
        engine.search(query())
