"""Tar archives, packed or not, of any of the other formats."""

from __future__ import annotations

import dataclasses
import tarfile
from collections.abc import Iterator
from typing import Final

from articles.ingest import members
from articles.ingest.issues import issue
from articles.ingest.types import Found, Input, Issue

_BUFFER: Final = 1024 * 1024


def read(source: Input) -> Iterator[Found | Issue]:
    source = members.opened(source)
    try:
        # r|* reads forward only and keeps one header at a time: memory does not grow with the archive.
        with tarfile.open(source.path, mode="r|*", bufsize=_BUFFER) as archive:
            for number, info in enumerate(archive):
                archive.members = []  # type: ignore[attr-defined]  # else it keeps every header
                if number >= source.first_member:
                    yield from _member(source, archive, info, number)
    except members.TooMuch as error:
        yield dataclasses.replace(error.problem, file=source.name)


def _member(
    source: Input, archive: tarfile.TarFile, info: tarfile.TarInfo, number: int
) -> Iterator[Found | Issue]:
    member = members.member_input(source, info.name)
    members.begin(source, member, number)
    if members.is_unsafe(info.name):
        yield issue(member, "unsafe_name")
    elif info.isdir() or members.is_hidden(info.name):
        return
    elif not info.isreg():
        yield issue(member, "link")
    elif stream := archive.extractfile(info):
        if info.size > source.limits.file_size:
            members.spend(member, info.size)  # to pass over it costs as much as to read it
        yield from members.read_member(source, info.name, info.size, 0, stream)
