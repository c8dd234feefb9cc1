"""The tree: every leaf climbs to the root, and nothing else does."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.proof import merkle

leaves = st.lists(
    st.binary(min_size=4, max_size=4).map(lambda raw: hashlib.sha256(raw).hexdigest()), min_size=1
)


@given(leaves, st.data())
def test_every_leaf_climbs_to_the_root(row: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(row) - 1))
    assert merkle.climb(row[at], merkle.path(row, at)) == merkle.root(row)


@given(leaves, st.data())
def test_another_leaf_does_not(row: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(row) - 1))
    other = hashlib.sha256(b"another").hexdigest()
    assert merkle.climb(other, merkle.path(row, at)) != merkle.root(row)
    changed = [*row[:at], other, *row[at + 1 :]]
    assert merkle.root(changed) != merkle.root(row)


def test_the_lines_are_what_the_docstring_says() -> None:
    def sha(line: str) -> str:
        return hashlib.sha256(line.encode()).hexdigest()

    one, two, three = (merkle.leaf("original", pk, sha(str(pk))) for pk in (1, 2, 3))
    assert one == sha(f"leaf original 1 {sha('1')}")
    assert merkle.root([one, two, three]) == sha(f"node {sha(f'node {one} {two}')} {three}")
    assert merkle.seal("2026-01-02", one, two) == sha(f"seal 2026-01-02 {one} {two}")
    with pytest.raises(ValueError, match="without leaves"):
        merkle.root([])
