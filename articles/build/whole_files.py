"""Files that are built: put in place whole, and built again where a power cut has left one empty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def is_whole(file: Path) -> bool:
    """Whether a file is there, with something in it: an empty one would be taken for what it should be."""
    return file.is_file() and file.stat().st_size > 0


@contextmanager
def put_in_place(file: Path) -> Iterator[Path]:
    """A path to write to, which becomes ``file`` at the end; another command may be at it too."""
    partial = file.with_suffix(f".{os.getpid()}.partial")
    yield partial
    partial.replace(file)
