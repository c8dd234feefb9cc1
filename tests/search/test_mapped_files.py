"""A file of an index that is cut while it is mapped ends no process; any other file does, as ever."""

from __future__ import annotations

import mmap
import os
import signal
from pathlib import Path

from articles.search.engines.mapped_files import faults, protect
from tests.search.elsewhere import in_process

SIZE = 64 * mmap.PAGESIZE


def read_after_a_cut(file: Path) -> bytes:
    """The whole file as a map of it has it, when all but the first page is lost."""
    file.write_bytes(b"a" * SIZE)
    with file.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), SIZE, access=mmap.ACCESS_READ)
    os.truncate(file, mmap.PAGESIZE)
    return mapped[:]


def read_a_segment(index: Path) -> None:
    protect(index)
    content = read_after_a_cut(index / "segment")
    assert content == b"a" * mmap.PAGESIZE + bytes(SIZE - mmap.PAGESIZE)
    assert faults() > 0


def read_another(file: Path) -> None:
    print(read_after_a_cut(file)[-1])


def test_a_cut_file_ends_no_process(tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir()
    assert in_process(read_a_segment, index) == 0
    assert in_process(read_another, tmp_path / "other") == -signal.SIGBUS
