"""The facets of an answer: each value with its readable name, its count, and whether the reader chose it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from articles.search.types import Hits, Query
from articles.searching.rows import source_names, tag_names

Labels = dict[str, dict[str, str]]  # the name of each value, by facet


class FacetValue(NamedTuple):
    """``state`` is ``on`` when the reader keeps the value, ``off`` when they take it out."""

    value: str
    label: str
    count: int  # type: ignore[assignment]  # of tuples a method; an answer has hundreds of these values
    state: str = ""


def facets_of(hits: Hits, asked: Query) -> dict[str, tuple[FacetValue, ...]]:
    """The facets that were asked for; a value that the reader chose is there, found or not."""
    states = _states(asked)
    counts = {
        name: {each.value: each.count for each in values if each.value}
        for name, values in hits.facets.items()
    }
    for name, found in counts.items():
        for value in states.get(name, ()):
            found.setdefault(value, 0)
    labels = _labels_of(counts)
    return {
        name: tuple(
            FacetValue(value, labels[name].get(value, value), count, states.get(name, {}).get(value, ""))
            for value, count in found.items()
        )
        for name, found in counts.items()
    }


def _states(asked: Query) -> dict[str, dict[str, str]]:
    states: dict[str, dict[str, str]] = {chosen.column: {} for chosen in asked.filters}
    for chosen in asked.filters:
        for state, values in (("on", chosen.include), ("off", chosen.exclude)):
            states[chosen.column].update(dict.fromkeys(values, state))
    return states


def _labels_of(values: Mapping[str, Iterable[str]]) -> Labels:
    """For each facet the readable names of its source or tag slugs; other values are their own labels."""
    labels: Labels = {name: {} for name in values}
    labels["source"] = source_names(list(values.get("source", ())))
    labels["tag"] = labels["mention"] = tag_names({*values.get("tag", ()), *values.get("mention", ())})
    return labels
