"""The fields every engine indexes, as data, and the fingerprint that tells an index is out of date."""

from __future__ import annotations

import hashlib
from typing import Protocol

from articles.search.types import Layer

# Change FORMAT when an engine writes these fields in another way.
FORMAT = 7
TEXT_FIELDS = ("title", "body")
# What the places of words are asked by: spelling, quoted words, all others. Nothing asks where a stem or a
# root stands, and keeping that took a quarter of the text in Tantivy's index.
POSITIONED: frozenset[Layer] = frozenset(("surface", "folded", "lemma"))
COLUMNS = ("source", "tag", "mention", "author", "section")
TIME_FACETS = ("year", "month", "day")
FACETS = COLUMNS + TIME_FACETS


class Fingerprinted(Protocol):
    def fingerprint(self) -> str: ...


def fingerprint(analyzer: Fingerprinted) -> str:
    """Moves when the fields, the way they are written or the analyzer's tokens change."""
    return _digest(layout(), analyzer.fingerprint())


def layout() -> str:
    """Moves when the fields or the way they are written change: an index of another layout cannot be read."""
    return _digest(str(FORMAT), *TEXT_FIELDS, *FACETS, "date", "duplicate_group")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
