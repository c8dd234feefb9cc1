"""A Merkle tree whose every step is the SHA-256 of a line of ASCII: ``printf`` and ``openssl`` can walk it.

    leaf      leaf KIND ROW SHA256
    node      node LEFT RIGHT
    seal      seal DAY ROOT PREVIOUS

The words in front keep a node from passing for a leaf. Of an odd row the last one goes up as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """The other node, and whether it stands on the left."""

    other: str
    on_left: bool


def leaf(kind: str, row_id: int, sha256: str) -> str:
    return _sum(f"leaf {kind} {row_id} {sha256}")


def node(left: str, right: str) -> str:
    return _sum(f"node {left} {right}")


def seal(day: str, root: str, previous: str) -> str:
    return _sum(f"seal {day} {root} {previous}")


def root(leaves: Sequence[str]) -> str:
    """Raises ValueError when there is no leaf."""
    if not leaves:
        raise ValueError("a tree without leaves has no root")
    row = list(leaves)
    while len(row) > 1:
        row = _above(row)
    return row[0]


def path(leaves: Sequence[str], position: int) -> list[Step]:
    """The steps that lead from the leaf at ``position`` to the root."""
    steps, row = [], list(leaves)
    while len(row) > 1:
        other = position ^ 1
        if other < len(row):
            steps.append(Step(row[other], on_left=other < position))
        row, position = _above(row), position // 2
    return steps


def climb(start: str, steps: Sequence[Step]) -> str:
    """Where the steps lead to."""
    for step in steps:
        start = node(step.other, start) if step.on_left else node(start, step.other)
    return start


def _above(row: list[str]) -> list[str]:
    pairs = [node(left, right) for left, right in zip(row[::2], row[1::2], strict=False)]
    return pairs + row[len(pairs) * 2 :]


def _sum(line: str) -> str:
    return hashlib.sha256(line.encode("ascii")).hexdigest()
