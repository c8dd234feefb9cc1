"""Which segments are worth merging: few segments stay, and each article is merged a few times only."""

from __future__ import annotations

from collections.abc import Sequence

AT_ONCE = 1000  # articles of a merge that a commit may wait for: some 50 ms
MAX_SEGMENT = 60_000  # articles of a segment; larger ones are never made, so that no merge takes long
GROWTH = 2


def worth_merging(sizes: Sequence[tuple[int, int]], maximum: int = MAX_SEGMENT) -> list[int]:
    """The numbers of the segments to merge into one of at most ``maximum`` articles; none when all is well.

    ``sizes`` has the live and the deleted articles of each. From the smallest on, a segment joins as long
    as it is at most ``GROWTH`` times all smaller ones together. What stays grows by more than that factor
    from one to the next, so 60,000 articles that came one by one lie in about ten segments. A segment
    that is mostly deleted is written anew.
    """
    order = sorted(range(len(sizes)), key=lambda number: sizes[number][0])
    chosen, total = 0, 0
    for place, number in enumerate(order):
        live = sizes[number][0]
        if total + live > maximum:
            break
        if place and live <= GROWTH * total:
            chosen = place + 1
        total += live
    wasteful = [number for number, (live, deleted) in enumerate(sizes) if live < min(deleted, maximum)]
    return order[:chosen] or wasteful[:1]


def groups(sizes: Sequence[int]) -> list[list[int]]:
    """The numbers of the segments that go together when an index is merged as far as it may be."""
    grouped: list[list[int]] = []
    total = 0
    for number, size in enumerate(sizes):
        if grouped and total + size <= MAX_SEGMENT:
            grouped[-1].append(number)
            total += size
        else:
            grouped.append([number])
            total = size
    return grouped
