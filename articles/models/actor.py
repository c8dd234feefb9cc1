"""Who acts, from where, and why: what history and audit trail say of a change.

A request is answered as its user (:mod:`articles.access.actor`), a job as whoever asked for it. Commands act
as nobody: whoever runs them owns the archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Actor:
    """``find_user`` is asked only when something is recorded: to know the user of a request costs a query."""

    find_user: Callable[[], Any] = lambda: None
    address: str = ""  # of the network
    reason: str = ""  # in the actor's words
    batch_id: int | None = None  # of the import that is read, published or taken back
    correction_id: int | None = None  # of the correction of many articles that is made

    @property
    def user_id(self) -> int | None:
        user = self.find_user()
        return user.pk if user is not None else None

    @property
    def name(self) -> str:
        user = self.find_user()
        return str(user.get_username()) if user is not None and user.pk else ""


_present: ContextVar[Actor] = ContextVar("actor", default=Actor())  # noqa: B039  frozen


def actor() -> Actor:
    return _present.get()


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    token = _present.set(who)
    try:
        yield
    finally:
        _present.reset(token)


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Inside, the present actor acts for this reason."""
    with acting(replace(_present.get(), reason=reason)):
        yield


@contextmanager
def within_batch(batch_id: int, user: Any = None) -> Iterator[None]:
    """Inside, what is done is part of an import, by this user."""
    with acting(Actor(lambda: user, batch_id=batch_id)):
        yield
