"""Walking a query's tree."""

from __future__ import annotations

from collections.abc import Iterator

from articles.search.types import LAYERS, And, AtLeast, Form, Node, Not, Or, Word


def leaves(node: Node, *, negative: bool = False) -> Iterator[Node]:
    """The leaves in the order of the query; those below a ``Not`` only when ``negative`` is set."""
    if isinstance(node, And | Or | AtLeast):
        for child in node.nodes:
            yield from leaves(child, negative=negative)
    elif not isinstance(node, Not):
        yield node
    elif negative:
        yield from leaves(node.node, negative=True)


def deciding(word: Word) -> tuple[Form, ...]:
    """The forms any of which makes a text match: the last one, and those of narrower layers.

    Equal letters count whatever the wider layers make of them: مكتبه may be مكتبة or his مكتب.
    """
    widest = LAYERS.index(word.forms[-1].layer)
    return tuple(form for form in word.forms if LAYERS.index(form.layer) <= widest)
