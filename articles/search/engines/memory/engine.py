"""The reference engine: the contract in plain Python, held in memory, for tests and tiny archives.

It is written to be obviously right; the other engines must answer exactly as it does.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Set
from pathlib import Path

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import limits, schema
from articles.search.engines.memory.index import MemoryIndex, values
from articles.search.ranking import bm25
from articles.search.ranking.proximity import rescore
from articles.search.types import (
    ANY_DATE,
    Cursor,
    DateRange,
    Doc,
    FacetCount,
    Filter,
    Form,
    Hit,
    Hits,
    Query,
    date_key,
)


class MemoryEngine:
    """Keeps nothing between processes. ``location`` and ``cache_bytes``, which every engine takes, mean
    nothing here."""

    def __init__(self, location: Path | str, analyzer: Analyzer, *, cache_bytes: int = 0) -> None:
        self._analyzer = analyzer
        self._index = MemoryIndex((), analyzer)
        self._fingerprint: str | None = None
        self._lock = threading.Lock()

    def replace(self, ids: Collection[int], docs: Iterable[Doc]) -> None:
        with self._lock:
            others = {id: doc for id, doc in self._index.docs.items() if id not in set(ids)}
            self._set(others | {doc.id: doc for doc in limits.checked(docs, self._analyzer)})

    def rebuild(self, docs: Iterable[Doc]) -> None:
        with self._lock:
            self._set({doc.id: doc for doc in limits.holdable(docs, self._analyzer)})

    def _set(self, docs: dict[int, Doc]) -> None:
        self._index = MemoryIndex(docs.values(), self._analyzer)
        self._fingerprint = schema.fingerprint(self._analyzer)

    def search(self, query: Query, *, after: Cursor | None = None, offset: int = 0, limit: int = 20) -> Hits:
        started = time.perf_counter()
        index = self._index
        found = index.matching(query.node)
        matching = _filtered(index, found, query)
        order = _Order(index, query)
        ranked, duplicates = order.best_first(matching)
        start = order.place_after(after, ranked) if after else offset
        chosen = ranked[start : start + limit]
        hits = tuple(Hit(id, score, duplicates.get(id, 0)) for id, score in chosen)
        more = start + limit < len(ranked) and chosen
        return Hits(
            hits=hits,
            total=len(matching),
            facets={name: _facet(index, found, query, name) for name in query.facets},
            took_ms=(time.perf_counter() - started) * 1000,
            next=order.cursor(*chosen[-1]) if more else None,
            groups=len(ranked),
            warnings=index.warnings(query.node),
        )

    def scan(self, query: Query) -> Iterator[int]:
        index = self._index
        yield from sorted(_filtered(index, index.matching(query.node), query))

    def suggest(self, prefix: str, *, limit: int = 10) -> list[str]:
        words = self._analyzer.words(prefix)
        return self._index.suggest(self._analyzer.layers(words[-1]).folded, limit) if words else []

    def words(self) -> Iterator[tuple[str, int]]:
        yield from self._index.words.items()

    def words_of(self, form: Form) -> Iterator[tuple[str, int]]:
        for word, articles in self._index.words.items():
            if getattr(self._analyzer.layers(word), form.layer) in form.terms:
                yield word, articles

    def spellings(self, forms: Iterable[Form]) -> Set[str]:
        return {word for form in forms for word, _ in self.words_of(form)}

    def without(self, sources: tuple[str, ...]) -> MemoryEngine:
        engine = MemoryEngine("", self._analyzer)
        engine._set({id: doc for id, doc in self._index.docs.items() if doc.source not in sources})
        return engine

    def delete(self) -> None:
        with self._lock:
            self._index, self._fingerprint = MemoryIndex((), self._analyzer), None

    def ids(self) -> Iterator[int]:
        yield from self._index.docs

    def fingerprint(self) -> str | None:
        return self._fingerprint

    def check(self, *, every_byte: bool = False) -> None:
        """What is in memory is as it should be."""

    def close(self) -> None:
        """Nothing to let go of."""


# ---- filters and facets ----


def _filtered(index: MemoryIndex, found: set[int], query: Query, *, but: str = "") -> list[int]:
    """Those that the reader's filters let through; the filter on the column ``but`` is left out."""
    filters = [choice for choice in query.filters if choice.column != but]
    dates = ANY_DATE if but in schema.TIME_FACETS else query.dates
    docs = (index.docs[id] for id in found)
    return [doc.id for doc in docs if _in_dates(doc, dates) and all(_allows(f, doc) for f in filters)]


def _in_dates(doc: Doc, dates: DateRange) -> bool:
    day = date_key(doc.published)
    return dates == ANY_DATE or (day > 0 and dates.first <= day <= dates.last)


def _allows(choice: Filter, doc: Doc) -> bool:
    has = set(values(doc, choice.column))
    return not has & set(choice.exclude) and (not choice.include or bool(has & set(choice.include)))


def _facet(index: MemoryIndex, found: set[int], query: Query, name: str) -> tuple[FacetCount, ...]:
    matching = _filtered(index, found, query, but=name)
    counts = Counter(value for id in matching for value in values(index.docs[id], name))
    if name in schema.TIME_FACETS:
        return tuple(FacetCount(value, counts[value]) for value in sorted(counts))
    by_count = sorted(counts, key=lambda value: (-counts[value], value))
    return tuple(FacetCount(value, counts[value]) for value in by_count[: query.facet_size])


# ---- order ----

Ranked = list[tuple[int, float]]  # id and score, the best first


class _Order:
    """The order one query asks for."""

    def __init__(self, index: MemoryIndex, query: Query) -> None:
        self._index = index
        self._query = query
        self._words = bm25.scoring_words(query.node)

    def best_first(self, matching: list[int]) -> tuple[Ranked, dict[int, int]]:
        """All matches in order, and how many duplicates were folded into each."""
        by_relevance = self._query.sort == "relevance"
        scores = self._index.scores(self._words if by_relevance else (), matching)
        ranked = sorted(scores.items(), key=lambda hit: self._key(*hit))
        duplicates = dict[int, int]()
        if self._query.group_duplicates:
            ranked, duplicates = self._grouped(ranked)
        if by_relevance:
            window = rescore(ranked[: bm25.RESCORE_WINDOW], self._words, self._index)
            ranked[: bm25.RESCORE_WINDOW] = window
        return ranked, duplicates

    def _grouped(self, ranked: Ranked) -> tuple[Ranked, dict[int, int]]:
        """The best of each group, with the number of the others."""
        groups: dict[int, Ranked] = {}
        for id, score in ranked:
            groups.setdefault(self._index.docs[id].duplicate_group or -id, []).append((id, score))
        return [hits[0] for hits in groups.values()], {hits[0][0]: len(hits) - 1 for hits in groups.values()}

    def _key(self, id: int, score: float) -> tuple[int, ...]:
        return self._order(id, score, date_key(self._index.docs[id].published))

    def _order(self, id: int, score: float, day: int) -> tuple[int, ...]:
        if self._query.sort == "newest":
            return -day, -id
        if self._query.sort == "oldest":
            return int(not day), day, id
        return -bm25.bucket(score), -id

    def cursor(self, id: int, score: float) -> Cursor:
        return Cursor(score, date_key(self._index.docs[id].published), id)

    def place_after(self, cursor: Cursor, ranked: Ranked) -> int:
        """Where the page after the cursor begins, also when its article has left the index."""
        last = self._order(cursor.id, cursor.score, cursor.date)
        return sum(self._key(*hit) <= last for hit in ranked)
