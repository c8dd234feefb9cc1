"""What can go wrong with a file: codes, and the values that fill their sentences.

The sentences, the reason and the cure, stand in ``articles.importing.messages.problem_messages``.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Final, TypeVar

from articles.ingest.types import ImportProblem, Input

T = TypeVar("T")
_TRACEBACK: Final = 8_000  # characters


log = logging.getLogger(__name__)


def problem(source: Input, code: str, line: int | None = None, **values: object) -> ImportProblem:
    """A problem of ``source``; about one row when ``line`` is given. ``values`` fill its words."""
    return ImportProblem(source.name, code, filling(**values), line=line, whole_file=line is None)


def failure(source: Input, error: Exception, line: int | None = None) -> ImportProblem:
    """A problem for which the reader is to blame, with the traceback for the log."""
    values = filling(why=f"{type(error).__name__}: {error}")
    lines = "".join(traceback.format_exception(error))
    return ImportProblem(
        source.name, "failed", values, line=line, whole_file=line is None, traceback=lines[-_TRACEBACK:]
    )


def log_failure(item: object) -> None:
    """Log the traceback of a failure that became a value; of anything else nothing."""
    if isinstance(item, ImportProblem) and item.traceback:
        extra = {"detail": item.traceback}
        log.error("%s, line %s: %s", item.file, item.line, item.code, extra=extra)


def guarded(source: Input, line: int | None, make: Callable[..., T], *args: object) -> T | ImportProblem:
    """What ``make(*args)`` returns; a problem of this one row when it fails, so that the others go in."""
    try:
        return make(*args)
    except MemoryError:
        raise
    except Exception as error:
        return failure(source, error, line)


def too_large(source: Input, limit: str, line: int | None = None) -> ImportProblem:
    """An :class:`ImportProblem` of a file, or of a part of it, above one of its limits on sizes in bytes."""
    maximum = megabytes(getattr(source.limits, limit))
    return problem(source, "too_large", line, limit=maximum, name=f"IMPORT_{limit.upper()}_MB")


def filling(**values: object) -> dict[str, str]:
    """The values of an issue as texts; ``why`` quotes a library and is cut to one short line."""
    texts = {name: str(value) for name, value in values.items()}
    if "why" in texts:
        texts["why"] = " ".join(texts["why"].split())[:200].rstrip(". ")
    return texts


def megabytes(size: float) -> str:
    """A number of bytes for a message: ``12`` or ``0.5``."""
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0")
