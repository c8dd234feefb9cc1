"""Where the members of a backup come from and go back to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from django.conf import settings

from articles.backup import index_copy
from articles.backup.errors import BackupError
from articles.importing import cleaning_rules
from articles.indexing import runtime

ROWS: Final = "rows"
UPLOADS: Final = "uploads"


def folders() -> dict[str, Path]:
    """Folders that are backed up whole, by the name they have in a backup."""
    return {UPLOADS: Path(settings.MEDIA_ROOT), "rules": cleaning_rules.folder()}


def single_files() -> dict[str, Path]:
    """Files by the name they have in a backup. The vocabulary is what the analyzer was built with: with it,
    a restored archive finds what the first one does."""
    return {
        "secret_key": Path(settings.DATA_DIR) / "secret_key",
        "vocabulary.json": runtime.vocabulary_file(),
    }


def present_files() -> Iterator[tuple[str, Path]]:
    """Every file that is to be backed up now; half-received uploads left out."""
    for name, path in single_files().items():
        if path.is_file():
            yield name, path
    for name, folder in folders().items():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_relative_to(settings.FILE_UPLOAD_TEMP_DIR):
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def destination(name: str) -> Path:
    """Where a member is written to. Raises BackupError for a name that leads anywhere else."""
    if name in single_files():
        return single_files()[name]
    top, _, rest = name.partition("/")
    folder = (folders() | {index_copy.MEMBERS: index_copy.restored_folder()}).get(top)
    parts = PurePosixPath(rest).parts
    if folder is None or not parts or ".." in parts or PurePosixPath(rest).is_absolute():
        raise BackupError(f"the backup has a member with a name that no backup has: {name!r}")
    return folder / rest
