"""Who reads: the sources that are hidden from the present reader, left out of every query of rows and of the
index.

A request is answered within the audience of whoever sent it (:mod:`articles.access.audience`). Commands, the
worker and the index read everything: outside of a request nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Hidden:
    """Private sources that a reader may not read: their ids, and their slugs, which the index knows."""

    ids: frozenset[int] = frozenset()
    slugs: tuple[str, ...] = ()


class Audience:
    """A reader, as far as reading goes."""

    def __init__(self, find: Callable[[], Hidden] = Hidden) -> None:
        """``find`` asks the database, when and if it must be known."""
        self._find = find

    @cached_property
    def hidden(self) -> Hidden:
        return self._find()


EVERYTHING = Audience()

_present: ContextVar[Audience] = ContextVar("audience", default=EVERYTHING)


@contextmanager
def reading(audience: Audience) -> Iterator[None]:
    """Inside, every query leaves out what this audience may not read."""
    token = _present.set(audience)
    try:
        yield
    finally:
        _present.reset(token)


def hidden() -> Hidden:
    """What the present reader may not read."""
    return _present.get().hidden
