"""Where an OpenSearch cluster is, and how an index is laid out there. Needs no package of OpenSearch's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cluster:
    """``url``: one or more, separated by commas. ``index`` begins the names of everything that the archive
    has there. ``ca_certs``: a PEM file with the authority that signed the cluster's certificate, else the
    system's are trusted. ``read_seconds`` and ``write_seconds``: how long a search or a change goes on trying
    while the cluster is too busy or a node is lost."""

    url: str = "http://127.0.0.1:9200"
    index: str = "newsarchive"
    user: str = ""
    password: str = ""
    ca_certs: str = ""
    shards: int = 1
    replicas: int = 1
    read_seconds: float = 10.0
    write_seconds: float = 60.0

    @property
    def urls(self) -> list[str]:
        return [url.strip() for url in self.url.split(",") if url.strip()]
