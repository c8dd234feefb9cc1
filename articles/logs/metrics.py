"""What the archive counts of its work, for ``/metrics``: every series is declared here, with all its labels.

The numbers of all processes add up (:mod:`articles.logs.shared_counts`). What is a state and no count, as how
many changes wait for the index, is looked up when it is asked for (:mod:`articles.status.metrics_view`).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, product
from pathlib import Path
from typing import Final

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily, Metric

from articles.logs.shared_counts import SharedCounts

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_series: list[_Series] = []
_counts: SharedCounts | None = None


class _Series:
    """A name with every combination of its labels' values, each with a place of ``size`` numbers."""

    def __init__(self, name: str, text: str, labels: dict[str, Sequence[str]], size: int = 1) -> None:
        self.name, self.text, self.labels, self.size = name, text, labels, size
        self.first = sum(series.width for series in _series)
        self.places = {
            values: self.first + number * size for number, values in enumerate(product(*labels.values()))
        }
        _series.append(self)

    @property
    def width(self) -> int:
        return len(self.places) * self.size

    def families(self, totals: Sequence[float]) -> Iterator[Metric]:
        raise NotImplementedError


class Counter(_Series):
    """How often something happened."""

    def add(self, *values: str, amount: float = 1.0) -> None:
        """Count it, under these values of the labels."""
        if _counts is not None and amount:
            _counts.add(self.places[values], amount)

    def families(self, totals: Sequence[float]) -> Iterator[Metric]:
        family = CounterMetricFamily(self.name, self.text, labels=list(self.labels))
        for values, place in self.places.items():
            family.add_metric(values, totals[place])
        yield family


class Histogram(_Series):
    """How many seconds something took."""

    def __init__(self, name: str, text: str, labels: dict[str, Sequence[str]]) -> None:
        super().__init__(name, text, labels, size=len(SECONDS) + 2)  # a bucket beyond the last, and the sum

    def observe(self, seconds: float, *values: str) -> None:
        if _counts is not None:
            place = self.places[values]
            _counts.add(place + bisect_left(SECONDS, seconds))
            _counts.add(place + len(SECONDS) + 1, seconds)

    def families(self, totals: Sequence[float]) -> Iterator[Metric]:
        family = HistogramMetricFamily(self.name, self.text, labels=list(self.labels))
        for values, place in self.places.items():
            counts = list(accumulate(totals[place : place + len(SECONDS) + 1]))
            names = [*map(str, SECONDS), "+Inf"]
            family.add_metric(
                values,
                list(zip(names, counts, strict=True)),
                sum_value=totals[place + len(SECONDS) + 1],
            )
        yield family


KINDS: Final = ("page", "api", "admin", "upload", "other")

REQUESTS = Counter(
    "newsarchive_requests",
    "Requests that were answered, by what was asked for and the class of the status.",
    {"kind": KINDS, "status": ("2xx", "3xx", "4xx", "5xx")},
)
REQUEST_SECONDS = Histogram(
    "newsarchive_request_seconds",
    "Seconds until a request was answered, streamed bodies left out.",
    {"kind": KINDS},
)
SEARCH_SECONDS = Histogram(
    "newsarchive_search_seconds",
    "Seconds that a search took, with everything that is shown of it.",
    {},
)
SEARCH_FAILURES = Counter("newsarchive_search_failures", "Searches that the engine could not answer.", {})
IMPORTED = Counter(
    "newsarchive_imported_rows",
    "Rows of imported files, by what became of them.",
    {"result": ("added", "updated", "duplicate", "refused")},
)
FILES = Counter(
    "newsarchive_imported_files",
    "Files that were read to their end, or could not be.",
    {"result": ("done", "failed", "discarded", "stopped")},
)
INDEXED = Counter("newsarchive_indexed_articles", "Articles that were written to the index.", {})
JOBS = Counter(
    "newsarchive_jobs", "Jobs of the worker, by how they ended.", {"result": ("successful", "failed")}
)
CACHE = Counter(
    "newsarchive_cache_lookups",
    "Looks into a cache: drawings (PDFs, cards, charts) on disk, postings in memory.",
    {"cache": ("drawings", "postings"), "result": ("hit", "miss")},
)


def store_in(folder: Path) -> None:
    """Count from now on, into a file of ``folder`` whose name depends on what is declared here."""
    global _counts
    declared = repr([(series.name, series.labels, series.size) for series in _series])
    mark = hashlib.sha256(declared.encode()).hexdigest()[:12]
    _counts = SharedCounts(folder / f"metrics-{mark}", sum(series.width for series in _series))


def flush() -> None:
    """At the end of a piece of work: let the other processes see its counts."""
    if _counts is not None:
        _counts.flush()


def families() -> Iterator[Metric]:
    """Everything that was counted, by all processes together."""
    if _counts is not None:
        totals = _counts.totals()
        for series in _series:
            yield from series.families(totals)
