"""The archive's indexes in a cluster, and the aliases that lead to the live one.

    newsarchive-at-…              an index; one that no alias leads to is being built, or was left behind
    newsarchive                   the live index, whoever built it
    newsarchive-layout-…          the same, for versions that can read it
    newsarchive-analyzer-…        the same, for those that have its analyzer

A rebuild makes all three lead to its index in one step. Whoever searches names the alias that it can read:
no request is needed to find out whether it can.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, RequestError

from articles.search import schema as fields
from articles.search.engines.opensearch import schema
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.errors import IndexMissing, IndexStale


class Aliases:
    """``required``: the fingerprint that the index must have, if any. ``must_exist`` is asked, when there is
    no index, whether one was lost."""

    def __init__(
        self, client: OpenSearch, cluster: Cluster, required: str, must_exist: Callable[[], bool]
    ) -> None:
        self._client = client
        self._cluster = cluster
        self._required = required
        self._must_exist = must_exist
        self._live = cluster.index

    def readable(self) -> str:
        """The alias of an index that this version reads."""
        if self._required:
            return f"{self._live}-analyzer-{self._required}"
        return f"{self._live}-layout-{fields.layout()}"

    def fingerprint(self) -> str | None:
        """Of the analyzer and schema that built the live index; None when there is none."""
        begin = f"{self._live}-analyzer-"
        try:
            found = self._client.indices.get_alias(name=f"{begin}*")
        except NotFoundError:
            return None
        names = [name for index in found.values() for name in index["aliases"]]
        return names[0].removeprefix(begin) if names else None

    def refuse(self) -> None:
        """Say what is wrong when the readable alias leads nowhere; nothing when there is no index, and none
        must be there. Raises IndexStale, IndexMissing."""
        if self.is_readable():
            return  # it was swapped in meanwhile
        if self._client.indices.exists_alias(name=self._live):
            if self._required:
                lost = "The vocabulary is lost that the search index was built with"
                raise IndexStale(f"{lost}: run manage.py rebuild_index.")
            raise IndexStale("The search index was made by another version: run manage.py rebuild_index.")
        if self._must_exist():
            raise IndexMissing(f"The search index {self._live} is gone: run manage.py rebuild_index.")

    def is_readable(self) -> bool:
        return bool(self._client.indices.exists_alias(name=self.readable()))

    # ---- making ----

    def create_first(self, fingerprint: str) -> None:
        """An empty live index. Whoever comes second finds it there."""
        contents = schema.body(self._cluster, fingerprint)
        contents["aliases"] = {alias: {} for alias in self._names(fingerprint)}
        contents["settings"]["number_of_replicas"] = self._cluster.replicas
        try:
            self._client.indices.create(index=f"{self._live}-at-first", body=contents)
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    @contextmanager
    def building(self, fingerprint: str) -> Iterator[str]:
        """The name of a new index, live at the end; gone when it could not be filled."""
        name = f"{self._live}-at-{time.time_ns():x}"
        self._delete(self._left_behind())
        self._client.indices.create(index=name, body=schema.body(self._cluster, fingerprint))
        try:
            yield name
            self._go_live(name, fingerprint)
        except BaseException:
            self._delete([name])
            raise

    def _go_live(self, name: str, fingerprint: str) -> None:
        replicas = {"index": {"number_of_replicas": self._cluster.replicas}}
        self._client.indices.put_settings(index=name, body=replicas)
        before = self._indexes()
        steps: list[dict[str, Any]] = [
            {"add": {"index": name, "alias": alias}} for alias in self._names(fingerprint)
        ]
        steps += [{"remove_index": {"index": old}} for old in before if old != name]
        self._client.indices.update_aliases(body={"actions": steps})

    def _names(self, fingerprint: str) -> tuple[str, str, str]:
        return (
            self._live,
            f"{self._live}-layout-{fields.layout()}",
            f"{self._live}-analyzer-{fingerprint}",
        )

    # ---- clearing ----

    def delete_all(self) -> None:
        """Remove the archive's indexes from the cluster."""
        self._delete(list(self._indexes()))

    def _indexes(self) -> dict[str, Any]:
        """All indexes of this archive, with their aliases."""
        found: dict[str, Any] = self._client.indices.get_alias(index=f"{self._live}-at-*")
        return found

    def _left_behind(self) -> list[str]:
        """Those that no alias leads to: of rebuilds that were killed."""
        return [name for name, index in self._indexes().items() if not index["aliases"]]

    def _delete(self, names: list[str]) -> None:
        for name in names:
            self._client.indices.delete(index=name, ignore_unavailable=True)
