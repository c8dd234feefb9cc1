"""One line in the log for a piece of work: what it was, its counts, its seconds."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

Fields = dict[str, object]


def log_event(log: logging.Logger, level: int, event: str, fields: Fields) -> None:
    """A line ``event: name=value …``; with LOG_FORMAT=json every field is a member of its own."""
    if log.isEnabledFor(level):
        shown = " ".join(f"{name}={_shown(value)}" for name, value in fields.items())
        log.log(level, "%s: %s", event, shown, extra={"event": event, "fields": fields})


@contextmanager
def measured(log: logging.Logger, event: str, **fields: object) -> Iterator[Fields]:
    """Log at INFO when the block ends: its fields, those that were added to what is yielded, and seconds.

    When it raises, the line is a WARNING that names the exception, which goes on.
    """
    begun = time.monotonic()
    try:
        yield fields
    except BaseException as error:
        fields |= {"seconds": _seconds(begun), "error": type(error).__name__}
        log_event(log, logging.WARNING, event, fields)
        raise
    log_event(log, logging.INFO, event, fields | {"seconds": _seconds(begun)})


def _seconds(begun: float) -> float:
    return round(time.monotonic() - begun, 3)


def _shown(value: object) -> str:
    text = str(value)
    return repr(text) if not text or " " in text or "=" in text else text
