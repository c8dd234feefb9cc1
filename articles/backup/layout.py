"""Where the members of a backup come from and go back to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, Final, cast

from django.conf import settings
from django.core.files.storage import default_storage

from articles.backup import container, index_copy
from articles.backup.errors import BackupError
from articles.importing.rules import cleaning_rules
from articles.importing.storage import stored_files
from articles.indexing import runtime

ROWS: Final = "rows"
UPLOADS: Final = "uploads"


def folders() -> dict[str, Path]:
    """Folders that are backed up whole, by the name they have in a backup; uploads lie in the storage."""
    return {"rules": cleaning_rules.folder()}


def single_files() -> dict[str, Path]:
    """Files by the name they have in a backup. The vocabulary is what the analyzer was built with: with it,
    a restored archive finds what the first one does."""
    return {
        "secret_key": Path(settings.DATA_DIR) / "secret_key",
        "vocabulary.json": runtime.vocabulary_file(),
    }


def present_files() -> Iterator[tuple[str, Callable[[], IO[bytes]]]]:
    """Every file that is to be backed up now, and how it is opened; half-received uploads left out."""
    for name, path in single_files().items():
        if path.is_file():
            yield name, partial(_read, path)
    for stored in stored_files.names():
        yield f"{UPLOADS}/{stored}", partial(_opened, stored)
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield f"{name}/{path.relative_to(folder).as_posix()}", partial(_read, path)


def _read(path: Path) -> IO[bytes]:
    return path.open("rb")


def _opened(name: str) -> IO[bytes]:
    return cast(IO[bytes], default_storage.open(name))


def store(name: str, stream: IO[bytes]) -> None:
    """Put a member where it belongs, readable by the owner alone, as the archive's own files are. Raises
    BackupError for a name that leads anywhere else, and OSError."""
    top, _, rest = name.partition("/")
    if name in single_files():
        _write(single_files()[name], stream)
        return
    places = folders() | {index_copy.MEMBERS: index_copy.restored_folder()}
    parts = PurePosixPath(rest).parts
    if top not in {UPLOADS, *places} or not parts or ".." in parts or PurePosixPath(rest).is_absolute():
        raise BackupError(f"the backup has a member with a name that no backup has: {name!r}")
    if top == UPLOADS:
        stored_files.keep(rest, stream)
    else:
        _write(places[top] / rest, stream)


def _write(path: Path, stream: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        shutil.copyfileobj(stream, file, container.READ)
