"""Merging of an index that was filled, before anybody searches it.

OpenSearch keeps what every article was sent as for copies of a shard that lag behind, until segments are
merged. Of 20,000 articles that was more than half of the index: 527 MB became 207 MB.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from articles.search.engines.opensearch.back_off import BackOff

log = logging.getLogger(__name__)

Copy = dict[str, Any]  # of a shard

WORTH_BYTES: Final = 64 * 2**20  # of an index; a smaller one is not worth the wait
_SEGMENT_BYTES: Final = 5 * 2**30  # beyond it Lucene merges no segment by itself, and deletions stay in it
_LEASE_SECONDS: Final = 60.0  # that are waited at most; shards tell each other every 30 s what they have


def merge(client: OpenSearch, index: str) -> None:
    """Merge the segments of each shard into as few as its bytes need, and return when that is done.

    Searches do without it: when it fails, that is logged, and no more.
    """
    try:
        if sum(map(_bytes, _copies(client, index))) < WORTH_BYTES:
            return
        _await_copies(client, index)
        # What is not known to be on the disk would be kept, too.
        client.indices.flush(index=index, params={"force": "true"})
        wanted = {"wait_for_completion": "false", "max_num_segments": _segments(client, index)}
        task = client.indices.forcemerge(index=index, params=wanted)["task"]
        back_off = BackOff()
        while not client.tasks.get(task_id=task)["completed"]:
            back_off.sleep()
        client.indices.refresh(index=index)
    except OpenSearchException:
        log.warning("the segments of %s could not be merged", index, exc_info=True)


def _await_copies(client: OpenSearch, index: str) -> None:
    """Until no copy of a shard needs what was sent; it is kept for them in a merge."""
    back_off = BackOff(_LEASE_SECONDS)
    while not all(map(_has_all, _copies(client, index))) and back_off.sleep():
        pass


def _has_all(copy: Copy) -> bool:
    leases = copy["retention_leases"]["leases"]
    return all(lease["retaining_seq_no"] > copy["seq_no"]["max_seq_no"] for lease in leases)


def _segments(client: OpenSearch, index: str) -> int:
    """How many segments the largest shard needs."""
    return 1 + max(map(_bytes, _copies(client, index)), default=0) // _SEGMENT_BYTES


def _bytes(copy: Copy) -> int:
    return int(copy["store"]["size_in_bytes"])


def _copies(client: OpenSearch, index: str) -> list[Copy]:
    """What the cluster tells of each copy of each shard."""
    found: dict[str, Any] = client.indices.stats(index=index, params={"level": "shards"})["indices"]
    shards: dict[str, list[Copy]] = found[index]["shards"] if index in found else {}
    return [copy for copies in shards.values() for copy in copies]
