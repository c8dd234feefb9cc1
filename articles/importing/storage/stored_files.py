"""Uploaded files where the storage keeps them: in a folder, or in a bucket, to which no path leads."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile

from articles.models import ImportedFile

FOLDER: Final = "imports"  # as articles.models.imports.upload_path names it
_READ: Final = 1 << 20  # bytes


@contextmanager
def on_disk(file: ImportedFile) -> Iterator[Path]:
    """A path that leads to the file inside: where it lies, or to a copy of what lies in a bucket.

    Raises OSError when it cannot be fetched; a path of the disk is not tried.
    """
    path = local_path(str(file.file))
    if path is not None:
        yield path
        return
    with (
        default_storage.open(str(file.file)) as stored,
        NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, prefix="fetched-") as copy,
    ):
        shutil.copyfileobj(stored, copy, _READ)
        copy.flush()
        yield Path(copy.name)


def local_path(name: str) -> Path | None:
    """Where the file lies on the disk; None when the storage is a bucket."""
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:
        return None


def names() -> list[str]:
    """All that are stored, whether or not a row knows of them. Raises OSError."""
    with suppress(FileNotFoundError):  # before the first upload
        return [f"{FOLDER}/{name}" for name in sorted(default_storage.listdir(FOLDER)[1])]
    return []


def sha256(name: str) -> str:
    """Raises OSError."""
    with default_storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep(name: str, stream: IO[bytes]) -> None:
    """Store what the stream has left under exactly this name, in place of what had it. Raises OSError."""
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
    with TemporaryUploadedFile(name, "", 0, None) as file:
        shutil.copyfileobj(stream, file, _READ)
        file.flush()
        file.seek(0)
        default_storage.delete(name)
        default_storage.save(name, file)
