"""The id that joins the lines of one request or job in the logs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

NONE: Final = "-"  # outside of requests and jobs
_SANE: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default=NONE)


def request_id() -> str:
    """The id of what is being done here."""
    return _current.get()


def accepted_id(proposed: str) -> str:
    """An id that came from outside, when it can stand in a log and a header; else a new one."""
    return proposed if _SANE.fullmatch(proposed) else uuid.uuid4().hex


@contextmanager
def correlated(identifier: str) -> Iterator[None]:
    """What is logged inside carries this id."""
    token = _current.set(identifier)
    try:
        yield
    finally:
        _current.reset(token)
