"""Who reads a file holds a lock, which the kernel frees when the process dies: so another can tell.

An uploaded file is locked itself. For one in a bucket, and for one that a command reads where it lies, which
may be a folder or belong to others, an empty file of our own stands in a hidden folder.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from articles.importing.storage.stored_files import local_path
from articles.models import ImportedFile


@contextmanager
def reading(file: ImportedFile) -> Iterator[bool]:
    """Whether nobody else reads this file; inside, nobody else does. What a command reads is marked as being
    read after the lock is taken, and as read before it is freed."""
    path = _uploaded(file)
    if path is None:
        with _sign_locked(_sign(file)) as free:
            yield free
    elif not path.exists():
        yield True  # nothing to read: the reader says so
    else:
        with _locked(path) as free:
            yield free


def is_read(file: ImportedFile) -> bool:
    """Whether somebody reads it. What a dead reader left as a sign is cleared away."""
    path = _uploaded(file)
    if not (path or _sign(file)).exists():
        return False
    with _locked(path) if path else _sign_locked(_sign(file)) as free:
        return not free


def _uploaded(file: ImportedFile) -> Path | None:
    """Where an uploaded file lies on the disk, if it does."""
    return local_path(str(file.file)) if file.file else None


def _sign(file: ImportedFile) -> Path:
    return Path(settings.MEDIA_ROOT) / ".reading" / str(file.pk)


@contextmanager
def _sign_locked(sign: Path) -> Iterator[bool]:
    """The sign is made, and gone afterwards. One that went away before it was locked is that of a reader who
    has just ended: as good as another who reads."""
    sign.parent.mkdir(parents=True, exist_ok=True)
    with sign.open("ab") as stream:
        free = _lock(stream) and os.fstat(stream.fileno()).st_nlink > 0
        yield free
        if free:
            sign.unlink(missing_ok=True)


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    with path.open("rb") as stream:
        yield _lock(stream)


def _lock(stream: IO[bytes]) -> bool:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
