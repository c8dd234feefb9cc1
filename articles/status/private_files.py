"""Whether anyone but its owner may look into the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

OTHERS: Final = 0o077


def open_to_others(folder: Path) -> list[Path]:
    """What of the data folder others may read or write; nothing when the folder itself is closed to them."""
    return [] if not _is_open(folder) else [path for path in _inside(folder) if _is_open(path)]


def _inside(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(folder.iterdir())
    except OSError:
        return


def _is_open(path: Path) -> bool:
    try:
        return not path.is_symlink() and bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False
