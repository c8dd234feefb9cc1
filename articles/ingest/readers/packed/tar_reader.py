"""Tar archives, packed or not, of any of the other formats."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from articles.ingest import archives
from articles.ingest.archives import Member
from articles.ingest.types import ImportProblem, Input, RawArticle

_BUFFER: Final = 1024 * 1024


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    source = archives.opened(source)
    yield from archives.read(source, _members(source))


def _members(source: Input) -> Iterator[Member]:
    # r|* reads forward only and keeps one header at a time: memory does not grow with the archive.
    with tarfile.open(source.path, mode="r|*", bufsize=_BUFFER) as archive:
        for info in archive:
            archive.members = []  # type: ignore[attr-defined]  # else it keeps every header
            content: Any = partial(archive.extractfile, info)  # which a regular file always has
            problem = "" if info.isreg() else "link"
            yield Member(info.name, info.size, content, is_folder=info.isdir(), problem=problem)
            if info.size > source.limits.file_size:
                archives.spend(source, info.size)  # to pass over it costs as much as to read it
