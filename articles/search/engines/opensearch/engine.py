"""The engine for several machines: OpenSearch. See the package ``opensearch`` for its parts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import limits, schema
from articles.search.engines.base import Engine
from articles.search.engines.file_lock import file_lock
from articles.search.engines.filtered import FilteredEngine
from articles.search.engines.generations import Options
from articles.search.engines.opensearch.aliases import Aliases
from articles.search.engines.opensearch.cluster import Cluster
from articles.search.engines.opensearch.connection import SUPPORTED, connect, opensearch_errors, patiently
from articles.search.engines.opensearch.merging import merge
from articles.search.engines.opensearch.schema import Documents
from articles.search.engines.opensearch.search import Search
from articles.search.engines.opensearch.statistics import Statistics
from articles.search.engines.opensearch.term_expansion import Expander
from articles.search.engines.opensearch.writer import Writer
from articles.search.errors import EngineMisconfigured
from articles.search.ranking import bm25
from articles.search.types import Cursor, Doc, Everything, Form, Hits, Query

_SWAPPED: Final = 3  # times that a search is tried whose index was swapped out under it

T = TypeVar("T")


class OpenSearchEngine:
    """``location`` holds the lock of rebuilds alone; it is there when the cluster has an index. ``options``
    are those of ``generations.Options``. ``cache_bytes``, known to all engines, means nothing here.

    A change has no lock: the outbox sees to it that nobody else changes the same articles. Searches see it
    whole on one shard; on several they may, for some milliseconds, see it on a part of them.
    """

    def __init__(
        self,
        location: Path | str,
        analyzer: Analyzer,
        *,
        cache_bytes: int = 0,
        cluster: Cluster | None = None,
        **options: Any,
    ) -> None:
        self._location = Path(location)
        self._analyzer = analyzer
        self._cluster = cluster or Cluster()
        self._options = Options(**options)
        self._lock = threading.Lock()
        self._parts: _Parts | None = None

    # ---- changing ----

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        with opensearch_errors():
            parts = self._opened()
            if not patiently(parts.aliases.is_readable, self._cluster.read_seconds):
                parts.aliases.refuse()
                self._location.mkdir(mode=0o700, parents=True, exist_ok=True)  # tells that there is an index
                parts.aliases.create_first(schema.fingerprint(self._analyzer))
            lines = parts.writer.lines(ids, limits.checked(docs, self._analyzer))
            parts.writer.change(parts.aliases.readable(), lines)
            parts.statistics.forget()

    def rebuild(self, docs: Iterable[Doc]) -> None:
        fingerprint = schema.fingerprint(self._analyzer)
        with opensearch_errors(), file_lock(self._location / "rebuild.lock", 0):
            parts = self._opened()
            with parts.aliases.building(fingerprint) as name:
                parts.writer.fill(name, limits.holdable(docs, self._analyzer))
                merge(parts.client, name)
            parts.statistics.forget()

    def delete(self) -> None:
        with opensearch_errors(), file_lock(self._location / "rebuild.lock", 0):
            parts = self._opened()
            parts.aliases.delete_all()
            parts.statistics.forget()

    # ---- reading ----

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        started = time.perf_counter()
        with opensearch_errors():
            for attempt in range(_SWAPPED):
                try:
                    search = self._search(query, limit)
                    page = search.page(after, offset, limit)
                    warnings = search.warnings()
                    break
                except NotFoundError:
                    if self._is_missing():
                        return Hits((), 0, facets=dict.fromkeys(query.facets, ()))
                    if attempt + 1 == _SWAPPED:
                        raise
        return Hits(
            hits=page.hits,
            total=page.total,
            facets=search.facets,
            took_ms=(time.perf_counter() - started) * 1000,
            next=page.next,
            groups=page.groups,
            warnings=warnings,
        )

    def _search(self, query: Query, limit: int) -> Search:
        words = bm25.scoring_words(query.node) if query.sort == "relevance" and limit else ()
        if not words:
            return Search(query, self._ask)
        parts = self._opened()
        statistics = patiently(
            lambda: parts.statistics.of(parts.aliases.readable(), words), self._cluster.read_seconds
        )
        return Search(query, self._ask, statistics)

    def scan(self, query: Query) -> Iterator[int]:
        yield from self._each(lambda: Search(query, self._ask).scan())

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        words = self._analyzer.words(prefix)
        if not words:
            return []
        folded = self._analyzer.layers(words[-1]).folded
        return list(self._each(lambda: Expander(self._ask).suggest(folded, limit)))

    def words(self, without: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
        yield from self._each(lambda: Expander(self._ask).all_words(without))

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        for word, articles in self._each(lambda: Expander(self._ask).of_form(form)):
            if getattr(self._analyzer.layers(word), form.layer) in form.terms:
                yield word, articles

    def spellings(self, forms: Iterable[Form]) -> None:
        """OpenSearch keeps no words with their lemmas."""

    def without(self, sources: tuple[str, ...]) -> Engine:
        return FilteredEngine(self, sources, lambda: self.words(without=sources))

    def ids(self) -> Iterator[int]:
        yield from self.scan(Query(text="", node=Everything()))

    def fingerprint(self) -> str | None:
        with opensearch_errors():
            return patiently(self._opened().aliases.fingerprint, self._cluster.read_seconds)

    def check(self, *, every_byte: bool = False) -> None:
        """Whether the index answers and is one that this version reads. Lucene checks its bytes itself, when
        it copies or merges them: none are read here."""
        with opensearch_errors():
            patiently(self._opened().aliases.refuse, self._cluster.read_seconds)

    def close(self) -> None:
        with self._lock:
            if self._parts is not None:
                self._parts.client.close()
            self._parts = None

    # ---- the parts ----

    def _opened(self) -> _Parts:
        with self._lock:
            if self._parts is None:
                self._parts = self._open()
            return self._parts

    def _open(self) -> _Parts:
        client = connect(self._cluster)
        version = patiently(client.info, self._cluster.read_seconds)["version"]["number"]
        if not version.startswith(SUPPORTED):
            raise EngineMisconfigured(
                f"OpenSearch {version} was not tried with this version: use {SUPPORTED}x."
            )
        aliases = Aliases(client, self._cluster, self._options.required, self._options.must_exist)
        writer = Writer(client, Documents(self._analyzer), self._cluster.write_seconds)
        return _Parts(client, aliases, writer, Statistics(client))

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Put a search to the live index. Raises NotFoundError when there is none."""
        parts = self._opened()

        def ask() -> dict[str, Any]:
            whole = {"allow_partial_search_results": "false"}
            answer: dict[str, Any] = parts.client.search(
                index=parts.aliases.readable(), body=request, params=whole
            )
            return answer

        return patiently(ask, self._cluster.read_seconds)

    def _each(self, begin: Callable[[], Iterable[T]]) -> Iterator[T]:
        """What it yields; begun again when the index was swapped out before it yielded anything."""
        with opensearch_errors():
            for attempt in range(_SWAPPED):
                begun = False
                try:
                    for item in begin():
                        begun = True
                        yield item
                    return
                except NotFoundError:
                    if self._is_missing():
                        return
                    if begun or attempt + 1 == _SWAPPED:
                        raise

    def _is_missing(self) -> bool:
        """Whether there is no index, and need be none. Raises IndexStale, IndexMissing."""
        aliases = self._opened().aliases
        aliases.refuse()
        return not aliases.is_readable()


class _Parts(NamedTuple):
    """What is there once the cluster has answered."""

    client: OpenSearch
    aliases: Aliases
    writer: Writer
    statistics: Statistics
