"""Whether words stand together, by their positions in one field of one article."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def in_order(positions: Sequence[Collection[int]]) -> bool:
    """Whether the words follow one another: ``positions`` has those of each word, in phrase order."""
    rest = [set(places) for places in positions[1:]]
    return any(all(start + step in places for step, places in enumerate(rest, 1)) for start in positions[0])


def near(positions: Sequence[Collection[int]], slop: int) -> bool:
    """Whether the words stand together in any order, with at most ``slop`` other words among them."""
    width = len(positions) + slop
    for start in set().union(*positions):
        window = [{place for place in places if start <= place < start + width} for places in positions]
        if _one_place_each(sorted(window, key=len), frozenset()):
            return True
    return False


def _one_place_each(window: Sequence[set[int]], taken: frozenset[int]) -> bool:
    """Whether every word can have a place of its own (a phrase may hold a word twice)."""
    if not window:
        return True
    return any(_one_place_each(window[1:], taken | {place}) for place in window[0] - taken)
