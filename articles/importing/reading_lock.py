"""Who reads a file holds a lock, which the kernel frees when the process dies: so another can tell.

An uploaded file is locked itself. For one that a command reads where it lies, which may be a folder or belong
to others, an empty file of our own stands, in a hidden folder.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from articles.models import ImportedFile


@contextmanager
def reading(file: ImportedFile) -> Iterator[bool]:
    """Whether nobody else reads this file; inside, nobody else does. What a command reads is marked as being
    read after the lock is taken, and as read before it is freed."""
    path = _path(file)
    if not file.file:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    if not path.exists():
        yield True  # nothing to read: the reader says so
        return
    with _locked(path) as free:
        yield free
        if free and not file.file:
            path.unlink(missing_ok=True)


def is_read(file: ImportedFile) -> bool:
    """Whether somebody reads it. What a dead reader left as a sign is cleared away."""
    path = _path(file)
    if not path.exists():
        return False
    with _locked(path) as free:
        if free and not file.file:
            path.unlink(missing_ok=True)
        return not free


def _path(file: ImportedFile) -> Path:
    return Path(file.file.path) if file.file else Path(settings.MEDIA_ROOT) / ".reading" / str(file.pk)


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    with path.open("rb") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
