"""The values by which engines that keep documents filter, count and order, and how counts are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from articles.search.schema import TIME_FACETS
from articles.search.types import Doc, FacetCount, date_key


def columns(doc: Doc) -> dict[str, list[str]]:
    """The values of the columns that facets count, each once and none of them empty."""
    values = {
        "source": (doc.source,),
        "section": (doc.section,),
        "tag": doc.tags,
        "mention": doc.mentions,
        "author": doc.authors,
    }
    return {name: [value for value in dict.fromkeys(several) if value] for name, several in values.items()}


def numbers(doc: Doc) -> dict[str, int]:
    """Id, date (see ``date_key``), the group of duplicates if it has one, and of each time facet what is
    known of the date."""
    date = date_key(doc.published)
    keys = {"year": date // 10_000, "month": date // 100, "day": date}
    found = {unit: key for unit, key in keys.items() if (key if unit == "year" else key % 100)}
    if doc.duplicate_group:
        found["duplicate_group"] = doc.duplicate_group
    return found | {"id": doc.id, "date": date}


def facet_counts(name: str, buckets: Sequence[Mapping[str, Any]]) -> tuple[FacetCount, ...]:
    """What an engine has counted of a facet, as ``{"key": …, "doc_count": …}``: times in their order, other
    values as they come."""
    if name in TIME_FACETS:
        ordered = sorted(buckets, key=lambda bucket: bucket["key"])
        return tuple(FacetCount(time_value(name, bucket["key"]), bucket["doc_count"]) for bucket in ordered)
    return tuple(FacetCount(bucket["key"], bucket["doc_count"]) for bucket in buckets)


def time_value(unit: str, key: int) -> str:
    """A year, yyyymm or yyyymmdd as readers are shown it: 2021, 2021-09 or 2021-09-14."""
    if unit == "year":
        return f"{key:04}"
    if unit == "month":
        return f"{key // 100:04}-{key % 100:02}"
    return f"{key // 10_000:04}-{key // 100 % 100:02}-{key % 100:02}"
