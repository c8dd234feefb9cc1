"""A store that speaks S3, in a process of its own, for the tests: nothing of it outlives them."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3

from tests import processes

BUCKET = "uploads"
KEYS = {"access_key": "reader", "secret_key": "of-the-tests"}


@dataclass
class Store:
    """A running server; ``variables`` are the settings of an archive that keeps its uploads there."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def variables(self) -> dict[str, str]:
        return {
            "STORAGE_URL": f"s3://{BUCKET}/archive",
            "STORAGE_ENDPOINT": self.endpoint,
            "STORAGE_REGION": "us-east-1",
            "STORAGE_KEY": KEYS["access_key"],
            "STORAGE_SECRET": KEYS["secret_key"],
        }

    @property
    def options(self) -> dict[str, Any]:
        """Those of the storage, for a test within its own process."""
        own = {"bucket_name": BUCKET, "location": "archive", "region_name": "us-east-1"}
        return own | KEYS | {"endpoint_url": self.endpoint}

    def client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEYS["access_key"],
            aws_secret_access_key=KEYS["secret_key"],
        )

    def files(self) -> dict[str, bytes]:
        """All that is in the bucket."""
        client = self.client()
        found = client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {
            each["Key"]: client.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read() for each in found
        }


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running() -> Iterator[Store]:
    """The store with an empty bucket."""
    port = processes.free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    store = Store(port, process)
    try:
        assert processes.until(lambda: _answers(port), 60)
        store.client().create_bucket(Bucket=BUCKET)
        yield store
    finally:
        process.terminate()
        process.wait()
