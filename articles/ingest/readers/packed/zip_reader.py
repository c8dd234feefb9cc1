"""Zip archives of any of the other formats, of zip too, and those that a service hands out of an account."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Final

from articles.ingest import archives
from articles.ingest.archives import Member
from articles.ingest.problems import problem
from articles.ingest.readers.packed._account_archives import AccountArchive, account_archive
from articles.ingest.types import ImportProblem, Input, RawArticle

_SPOILT: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
_ENCRYPTED: Final = 0x1
_UTF8_NAME: Final = 0x800
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_END: Final = struct.Struct("<4s4H2LH")  # the end record; the directory's size is its 6th value
_ENTRY: Final = 400  # bytes of a generous directory entry


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    if _directory_size(source) > _ENTRY * source.limits.members:
        yield problem(source, "too_many", limit=source.limits.members)
        return
    source = archives.opened(source)
    with zipfile.ZipFile(source.path) as archive:
        account = account_archive(archive)
        for item in archives.read(source, _members(archive, account), _SPOILT):
            yield account.completed(item) if account and isinstance(item, RawArticle) else item


def _members(archive: zipfile.ZipFile, account: AccountArchive | None) -> Iterator[Member]:
    """The members; of an archive of an account those alone that hold articles."""
    for info in archive.infolist():
        if account is None or account.articles.fullmatch(info.filename):
            is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
            yield Member(
                _name(info),
                info.file_size,
                partial(archive.open, info),
                packed=info.compress_size,
                is_folder=info.is_dir(),
                problem="link" if is_link else "encrypted" if info.flag_bits & _ENCRYPTED else "",
            )


def _name(info: zipfile.ZipInfo) -> str:
    """Old tools write UTF-8 names without saying so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        data = info.filename.encode("cp437")
    except UnicodeError:
        return info.filename
    for encoding in ("utf-8", "cp1256"):
        with suppress(UnicodeError):
            name = data.decode(encoding)
            if encoding == "utf-8" or len(_ARABIC.findall(name)) > len(data) / 4:
                return name
    return info.filename


def _directory_size(source: Input) -> int:
    """The size of the directory, which zipfile reads whole, by the archive's end record; 0 when not found."""
    with source.path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 65_557))
        tail = stream.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < _END.size:
        return 0
    return int(_END.unpack_from(tail, place)[5])
