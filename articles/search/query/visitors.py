"""Walking a query's tree."""

from __future__ import annotations

from collections.abc import Iterator

from articles.search.types import And, AtLeast, Node, Not, Or


def leaves(node: Node, *, negative: bool = False) -> Iterator[Node]:
    """The leaves in the order of the query; those below a ``Not`` only when ``negative`` is set."""
    if isinstance(node, And | Or | AtLeast):
        for child in node.nodes:
            yield from leaves(child, negative=negative)
    elif not isinstance(node, Not):
        yield node
    elif negative:
        yield from leaves(node.node, negative=True)
