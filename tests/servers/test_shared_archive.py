"""One archive of several processes, PostgreSQL and three OpenSearch nodes: nothing is lost, whoever dies."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import processes
from tests.servers.opensearch import nodes
from tests.servers.postgres import Postgres
from tests.servers.shared_archive import PLACES, THINGS, Archive, Readers, running

pytestmark = pytest.mark.servers

# Of the reads while a node dies: they are tried again on another; a shard that is between two may fail.
MAX_FAILED = 0.05
# Seconds after which every process finds what was saved, where a search takes no more than a tenth of one; on
# a machine that is as busy as this test makes it, as many times more as its searches take.
MAX_STALE = 2.0
UNHURRIED = 0.1  # seconds
# Seconds after which no read fails any more because of a database that was started again.
RECOVERED = 20.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[nodes.TestCluster]:
    if reason := nodes.missing():
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="newsarchive-opensearch-"))
    try:
        with nodes.running(folder, nodes=3) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def archive(
    postgres: Postgres, cluster: nodes.TestCluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    import psycopg

    with psycopg.connect(postgres.url, autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS shared")
        server.execute("CREATE DATABASE shared")
    variables = {
        "DATABASE_URL": postgres.url.removesuffix("/postgres") + "/shared",
        "SEARCH_ENGINE": "opensearch",
        "OPENSEARCH_URL": cluster.url,
        "OPENSEARCH_SHARDS": "2",
        "OPENSEARCH_REPLICAS": "1",
    }
    empty = Archive(tmp_path_factory.mktemp("shared"), variables | processes.UNLIMITED)
    with running(empty) as started:
        yield started


@pytest.fixture(scope="module")
def articles(archive: Archive) -> list[int]:
    """How many there are: grows by what a test imports."""
    archive.import_lines(0, 200)
    assert archive.wait_for(200)
    return [200]


def edited(archive: Archive, rounds: int) -> list[tuple[float, float]]:
    """For each change of an editor and web server, the seconds after which it was found there, and those that
    a search took meanwhile."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.servers.editor", str(rounds), *map(str, archive.ports)],
        cwd=processes.ROOT,
        env=processes.environment(
            archive.data, **archive.variables, DJANGO_SETTINGS_MODULE="newsarchive.settings"
        ),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return [(float(seen), float(search)) for seen, search in map(str.split, done.stdout.splitlines())]


def found(archive: Archive) -> list[list[int]]:
    """What a sample of queries finds, on each web server."""
    queries = [f"{thing} {place}" for thing in THINGS[:4] for place in PLACES[:4]]
    return [
        [result["id"] for query in queries for result in archive.ask(port, query)["results"]]
        for port in archive.ports
    ]


def test_an_import_an_editor_and_readers_at_once(archive: Archive, articles: list[int]) -> None:
    imports = [threading.Thread(target=archive.import_lines, args=[first, 150]) for first in (200, 350, 200)]
    with Readers(archive) as readers:
        for thread in imports:
            thread.start()
        changes = edited(archive, 8)
        for thread in imports:
            thread.join()
    articles[0] = 500
    assert readers.failures == []
    assert archive.wait_for(500), "none is lost, and none is there twice"
    assert "agrees" in archive.run("check_index")
    late = [change for change in changes if change[0] > MAX_STALE * max(1.0, change[1] / UNHURRIED)]
    assert late == []
    seconds = [seen for seen, _ in changes]
    print(
        f"changes were found after {max(seconds):.2f} s at most, {sum(seconds) / len(seconds):.2f} on "
        f"average, while a search took {sum(search for _, search in changes) / len(changes):.2f} s"
    )


def test_a_node_is_killed_under_load_and_comes_back(
    archive: Archive, articles: list[int], cluster: nodes.TestCluster
) -> None:
    before = articles[0]
    writer = threading.Thread(target=archive.import_lines, args=[before, 200])
    with Readers(archive) as readers:
        writer.start()
        time.sleep(1)
        cluster.nodes[1].kill()
        writer.join()
        assert archive.wait_for(before + 200)
        cluster.nodes[1].start()
        cluster.wait()
    articles[0] = before + 200
    assert len(readers.failures) <= MAX_FAILED * readers.answers, readers.failures[-3:]
    assert "agrees" in archive.run("check_index")


def test_the_database_is_started_again_under_load(
    archive: Archive, articles: list[int], postgres: Postgres
) -> None:
    before = articles[0]
    writer = threading.Thread(target=archive.import_lines, args=[before, 200])
    with Readers(archive) as readers:
        writer.start()
        time.sleep(1)
        postgres.stop()
        time.sleep(1)
        postgres.start()
        back = time.monotonic()
        writer.join()
        assert archive.wait_for(before + 200)
        time.sleep(max(0.0, back + RECOVERED + 5 - time.monotonic()))
    articles[0] = before + 200
    late = [failure for failure in readers.failures if failure[0] > back + RECOVERED]
    assert late == []
    assert "agrees" in archive.run("check_index")


def test_the_engine_is_switched_under_load_and_back(archive: Archive, articles: list[int]) -> None:
    before = found(archive)
    assert before[0] == before[1]
    with Readers(archive) as readers:
        for engine in ("tantivy", "opensearch"):
            archive.run("switch_engine", engine)
            edited(archive, 2)
            assert {tuple(ids) for ids in found(archive)} == {tuple(before[0])}
    assert readers.failures == []
    assert archive.wait_for(articles[0])
