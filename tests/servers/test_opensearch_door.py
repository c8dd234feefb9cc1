"""A cluster behind TLS and a password, and one that is too busy or does not answer for a while."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.engines.opensearch.aliases import Aliases
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.engines.opensearch.connection import connect
from articles.search.errors import EngineMisconfigured, EngineUnavailable
from articles.search.types import Doc
from tests.search.queries import all_of, query
from tests.servers.opensearch import door
from tests.servers.opensearch.door import Door
from tests.servers.opensearch.nodes import TestCluster

pytestmark = pytest.mark.servers

DOCS = [Doc(id=number, title=f"خبر {number}", body="افتُتح الجسر") for number in range(1, 6)]


@pytest.fixture
def entrance(opensearch: TestCluster, tmp_path: Path) -> Iterator[Door]:
    with door.standing(opensearch.nodes[0].url, tmp_path) as standing:
        yield standing


@pytest.fixture
def cluster(entrance: Door) -> Iterator[Cluster]:
    cluster = Cluster(
        url=entrance.url,
        index=f"test-{uuid.uuid4().hex[:8]}",
        user=door.USER,
        password=door.PASSWORD,
        ca_certs=str(entrance.authority),
        replicas=0,
    )
    yield cluster
    entrance.busy = entrance.dropped = entrance.busy_articles = 0
    client = connect(cluster)
    Aliases(client, cluster, "", bool).delete_all()
    client.close()


@pytest.fixture
def opened(tmp_path: Path, analyzer: Analyzer):
    engines: list[Engine] = []

    def open_(cluster: Cluster) -> Engine:
        engines.append(registry.create("opensearch", tmp_path / "index", analyzer, cluster=cluster))
        return engines[-1]

    yield open_
    for engine in engines:
        engine.close()


def total(engine: Engine, analyzer: Analyzer) -> int:
    return engine.search(query(all_of("الجسر", analyzer=analyzer))).total


def test_behind_tls_and_a_password_all_is_as_ever(cluster, opened, analyzer):
    engine = opened(cluster)
    engine.rebuild(DOCS[:3])
    engine.replace([4, 5], DOCS[3:])
    assert total(engine, analyzer) == 5
    assert sorted(engine.ids()) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("wrong", [{"password": "guessed"}, {"user": ""}], ids=["password", "nobody"])
def test_a_wrong_password_is_told_with_its_setting_and_not_tried_again(cluster, opened, entrance, wrong):
    with pytest.raises(EngineMisconfigured, match="OPENSEARCH_PASSWORD"):
        opened(replace(cluster, **wrong)).fingerprint()
    assert len(entrance.asked) == 1


def test_a_certificate_of_nobody_known_is_told_with_its_setting(cluster, opened, entrance):
    with pytest.raises(EngineMisconfigured, match="OPENSEARCH_CA_CERTS"):
        opened(replace(cluster, ca_certs="")).fingerprint()
    assert entrance.asked == [], "no password was sent"


def test_a_certificate_of_another_host_is_refused(cluster, opened, opensearch, tmp_path):
    with door.standing(opensearch.nodes[0].url, tmp_path, host="192.0.2.1") as elsewhere:
        trusted = replace(cluster, url=elsewhere.url, ca_certs=str(elsewhere.authority))
        with pytest.raises(EngineMisconfigured, match="not trusted"):
            opened(trusted).fingerprint()
        assert elsewhere.asked == []


def test_a_busy_cluster_is_asked_again_after_longer_and_longer(cluster, opened, analyzer, entrance):
    engine = opened(cluster)
    engine.rebuild(DOCS)
    assert total(engine, analyzer) == 5
    before, entrance.busy = len(entrance.asked), 4
    assert total(engine, analyzer) == 5
    times = [when for when, _ in entrance.asked[before : before + 5]]
    waits = [later - sooner for sooner, later in pairwise(times)]
    least = [0.05, 0.1, 0.2, 0.4]  # seconds; a busy machine may take longer, but never shorter
    assert all(wait >= pause for wait, pause in zip(waits, least, strict=True)), waits


def test_only_the_articles_that_were_refused_are_sent_again(cluster, opened, analyzer, entrance):
    engine = opened(cluster)
    engine.rebuild([])
    entrance.busy_articles = 2
    engine.replace([doc.id for doc in DOCS], DOCS)
    assert entrance.sent == ["1", "2", "3", "4", "5", "1", "2"]
    assert total(engine, analyzer) == 5


@pytest.mark.parametrize("what", ["busy", "busy_articles"])
def test_one_that_stays_busy_is_unavailable_and_takes_the_same_change_later(
    cluster, opened, analyzer, entrance, what
):
    engine = opened(replace(cluster, write_seconds=1.0, read_seconds=0.5))
    engine.rebuild(DOCS[:1])
    setattr(entrance, what, 10_000)
    with pytest.raises(EngineUnavailable):
        engine.replace([2], DOCS[1:2])
    setattr(entrance, what, 0)
    assert total(engine, analyzer) == 1
    engine.replace([2], DOCS[1:2])
    assert total(engine, analyzer) == 2


def test_answers_that_do_not_come_are_asked_for_again(cluster, opened, analyzer, entrance):
    engine = opened(cluster)
    engine.rebuild(DOCS[:4])
    entrance.dropped = 2
    assert total(engine, analyzer) == 4
    entrance.dropped = 2
    engine.replace([5], DOCS[4:])
    assert total(engine, analyzer) == 5
