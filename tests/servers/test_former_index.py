"""An erased article is in no index that the archive had before: also not in a cluster's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from articles.search.engines.opensearch.aliases import Aliases
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.engines.opensearch.connection import connect
from tests.backups import done, refused
from tests.servers.opensearch.nodes import TestCluster

pytestmark = pytest.mark.servers


def test_a_former_index_in_a_cluster_is_deleted_with_what_was_erased(
    opensearch: TestCluster, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    cluster = Cluster(url=opensearch.url, index="former")
    there = {"OPENSEARCH_URL": cluster.url, "OPENSEARCH_INDEX": cluster.index, "OPENSEARCH_REPLICAS": "0"}
    before = there | {"SEARCH_ENGINE": "opensearch"}
    done(data, "migrate", "-v0", **before)
    done(data, "sample", **before)
    client = connect(cluster)
    indexes = Aliases(client, cluster, "", bool)._indexes
    assert indexes()
    done(data, "rebuild_index", **there)  # from now on the archive runs with the embedded engine
    gone = there | {"OPENSEARCH_URL": "http://127.0.0.1:9"}
    told = refused(data, "erase", "1", "--reason", "حكم", **gone)
    assert "erase --sweep" in told
    assert str(data / "index" / "opensearch") in told
    done(data, "erase", "--sweep", **there)
    assert not indexes()
    client.close()
    assert not (data / "index" / "opensearch").exists()
    shutil.rmtree(data)
