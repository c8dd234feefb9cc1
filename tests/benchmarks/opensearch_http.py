"""OpenSearch as it comes, asked over HTTP for what our JSON search answers: twenty results, the title and a
passage marked in each, four aggregations, an exact count. One node, one shard, its own analysis of Arabic.
"""

from __future__ import annotations

import http.client
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from articles.search.types import Doc
from tests.servers.opensearch import nodes

INDEX: Final = "bench"
PATH: Final = f"/{INDEX}/_search"
BATCH: Final = 500
_KEYWORD: Final = {"type": "keyword"}
_SETTINGS: Final = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 0},
    "mappings": {
        "properties": {
            **{name: {"type": "text", "analyzer": "arabic"} for name in ("title", "body")},
            **dict.fromkeys(("source", "authors", "year", "month", "published"), _KEYWORD),
        }
    },
}


@contextmanager
def served(docs: Iterable[Doc]) -> Iterator[int]:
    """The port of a node that holds these articles, merged to one segment and warm."""
    if reason := nodes.missing():
        raise SystemExit(reason)
    with tempfile.TemporaryDirectory() as folder, nodes.running(Path(folder)) as cluster:
        port = urlsplit(cluster.url).port
        assert port
        _ask(port, "PUT", f"/{INDEX}", json.dumps(_SETTINGS))
        rows = iter(docs)
        while batch := list(islice(rows, BATCH)):
            _ask(port, "POST", f"/{INDEX}/_bulk", "".join(map(_lines, batch)))
        _ask(port, "POST", f"/{INDEX}/_forcemerge?max_num_segments=1")
        _ask(port, "POST", f"/{INDEX}/_refresh")
        yield port


def question(text: str) -> str:
    """The body of a search for all of the words, in the title or in the text."""
    return json.dumps(
        {
            "query": {
                "multi_match": {
                    "query": text,
                    "fields": ["title^3", "body"],
                    "type": "cross_fields",
                    "operator": "and",
                }
            },
            "size": 20,
            "track_total_hits": True,
            "_source": ["title", "source", "authors", "published"],
            "highlight": {
                "fields": {
                    "title": {"number_of_fragments": 0},
                    "body": {"fragment_size": 150, "number_of_fragments": 1},
                }
            },
            "aggs": {
                name: {"terms": {"field": name, "size": 20}}
                for name in ("source", "authors", "year", "month")
            },
        }
    )


def _lines(doc: Doc) -> str:
    row = {
        "title": doc.title,
        "body": doc.body,
        "source": doc.source,
        "authors": doc.authors,
        "published": doc.published,
        "year": doc.published[:4],
        "month": doc.published[:7],
    }
    return f"{json.dumps({'index': {'_id': doc.id}})}\n{json.dumps(row, ensure_ascii=False)}\n"


def _ask(port: int, method: str, path: str, body: str = "") -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request(method, path, body.encode(), {"Content-Type": "application/json"})
    response = connection.getresponse()
    found = json.loads(response.read())
    if response.status >= 300 or found.get("errors"):
        raise SystemExit(f"OpenSearch answered {response.status} to {method} {path}: {str(found)[:500]}")
    return found
