"""What is known of a segment's articles beside their words: ids, dates, groups of duplicates, lengths, and
their values in the columns (source, tag, mention, author, section)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from articles.search.engines.doc_values import time_value
from articles.search.engines.whoosh.array_file import Array, Arrays, joined, run_indices
from articles.search.ranking.bm25 import LENGTHS
from articles.search.types import Doc, date_key

NUMBERS = ("id", "date", "duplicate_group")
_VALUES: dict[str, Callable[[Doc], tuple[str, ...]]] = {
    "source": lambda doc: (doc.source,),
    "section": lambda doc: (doc.section,),
    "tag": lambda doc: doc.tags,
    "mention": lambda doc: doc.mentions,
    "author": lambda doc: doc.authors,
}
COLUMNS = tuple(_VALUES)
_DAYS = {"year": 10_000, "month": 100, "day": 1}  # what of yyyymmdd each unit leaves off


def length_codes(lengths: Array) -> Array:
    """The byte that ranking keeps of each length."""
    return (np.searchsorted(LENGTHS, lengths, side="right") - 1).astype(np.uint8)


def pack_numbers(docs: Sequence[Doc]) -> Arrays:
    return {
        "id": np.array([doc.id for doc in docs], np.int64),
        "date": np.array([date_key(doc.published) for doc in docs], np.int32),
        "duplicate_group": np.array([doc.duplicate_group for doc in docs], np.int64),
    }


class Column:
    """One column as pairs of article and value: ``values[codes[i]]`` is a value of article ``docs[i]``. They
    are sorted by article."""

    def __init__(self, values: Sequence[str], docs: Array, codes: Array) -> None:
        self.values = values
        self.docs = docs
        self.codes = codes

    def with_any(self, values: Iterable[str], size: int) -> Array:
        """The mask, ``size`` long, of the articles that have any of the values."""
        wanted = np.isin(np.array(self.values, object), list(values)) if self.values else np.empty(0, bool)
        mask = np.zeros(size, bool)
        mask[self.docs[wanted[self.codes]]] = True
        return mask

    def counts(self, mask: Array) -> Array:
        """For each value, how many articles of the mask have it."""
        return np.bincount(self.codes[mask[self.docs]], minlength=len(self.values))

    def counts_among(self, docs: Array) -> Array:
        """The same for a few articles, sorted, whose values are looked up."""
        begin, end = self.docs.searchsorted(np.array((docs, docs + 1), self.docs.dtype))
        return np.bincount(self.codes[run_indices(begin, end - begin)], minlength=len(self.values))


def pack_column(name: str, docs: Sequence[Doc]) -> Arrays:
    values_of = _VALUES[name]
    pairs = [(row, value) for row, doc in enumerate(docs) for value in dict.fromkeys(values_of(doc)) if value]
    values = sorted({value for _, value in pairs})
    codes = {value: code for code, value in enumerate(values)}
    rows = np.array([row for row, _ in pairs], np.int32)
    return store_column(name, Column(values, rows, np.array([codes[value] for _, value in pairs], np.int32)))


def store_column(name: str, column: Column) -> Arrays:
    text = json.dumps(column.values, ensure_ascii=False).encode()
    return {
        f"{name}.values": np.frombuffer(text, np.uint8),
        f"{name}.docs": column.docs,
        f"{name}.codes": column.codes,
    }


def load_column(name: str, arrays: Arrays) -> Column:
    values = json.loads(arrays[f"{name}.values"].tobytes())
    return Column(values, arrays[f"{name}.docs"], arrays[f"{name}.codes"])


def time_column(unit: str, dates: Array) -> Column:
    """A time facet: the articles whose date is known to the unit, the units that occur in order."""
    keys = dates // _DAYS[unit]
    docs = np.flatnonzero(keys % 100 > 0 if unit != "year" else keys > 0).astype(np.int32)
    units, codes = np.unique(keys[docs], return_inverse=True)
    return Column([time_value(unit, key) for key in units.tolist()], docs, codes.astype(np.int32))


def join_columns(columns: Sequence[Column], bases: Sequence[int]) -> Column:
    """One column of several segments, whose articles begin at ``bases``."""
    values = sorted(set().union(*(column.values for column in columns)))
    codes = {value: code for code, value in enumerate(values)}
    recoded = (
        np.array([codes[value] for value in column.values], np.int32)[column.codes] for column in columns
    )
    return Column(
        values,
        joined((column.docs + base for column, base in zip(columns, bases, strict=True)), np.int32),
        joined(recoded, np.int32),
    )
