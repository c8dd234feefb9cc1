"""Files within files: each member is copied to a temporary file, counted, and read like any other.

A member is never written under its own name, so no name can lead out of the folder; all that is unpacked
counts against one budget, archives within archives included.
"""

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple

from articles.ingest import reading
from articles.ingest.detect.formats import kind_of_name
from articles.ingest.file_names import printable_name
from articles.ingest.problems import megabytes, problem, too_large
from articles.ingest.types import Budget, ImportProblem, Input, RawArticle

_CHUNK: Final = 256 * 1024
_SYSTEM: Final = re.compile(r"(?:^|/)(?:__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)")  # not meant for readers
_STREAMS: Final = {
    "csv",
    "jsonl",
    "json",
    "zip",
    "tar",
    "warc",
    "xlsx",
    "sql",
    "marc",
    "enex",
}  # not read whole


_SHOWN: Final = 200  # characters of a member's name


class TooMuch(Exception):
    """A limit of the whole archive is used up: nothing more of it is read."""

    def __init__(self, problem: ImportProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Member(NamedTuple):
    """What an archive says of one of its members."""

    name: str
    size: int  # bytes, unpacked
    open: Callable[[], IO[bytes]]
    packed: int = 0  # bytes; 0: not told
    is_folder: bool = False
    problem: str = ""  # the code of the issue for which it cannot be read


def opened(source: Input) -> Input:
    """The archive with a budget for its members; an archive within one shares the outer budget."""
    if source.budget:
        return source
    return dataclasses.replace(source, budget=Budget(source.limits.unpacked_size, source.limits.members))


def read(
    source: Input, members: Iterable[Member], spoilt: tuple[type[Exception], ...] = ()
) -> Iterator[RawArticle | ImportProblem]:
    """What is in the members of an :func:`opened` archive. ``spoilt`` are the errors that a damaged member
    raises, after which the next one can be read."""
    try:
        for number, member in enumerate(members):
            if number >= source.first_member:
                yield from _read(source, member, number, spoilt)
    except TooMuch as error:
        yield dataclasses.replace(error.problem, file=source.name)


def _read(
    source: Input, member: Member, number: int, spoilt: tuple[type[Exception], ...]
) -> Iterator[RawArticle | ImportProblem]:
    inner = _input(source, member.name)
    _begin(source, inner, number)
    if _is_unsafe(member.name):
        yield problem(inner, "unsafe_name")
    elif member.is_folder or _SYSTEM.search(member.name):
        return
    elif member.problem:
        yield problem(inner, member.problem)
    elif refused := _refusal(inner, member.size, member.packed):
        yield refused
    else:
        try:
            with member.open() as stream:
                yield from _unpacked(inner, stream)
        except spoilt as error:
            yield problem(inner, "damaged", why=error)


def content(source: Input, member: Member) -> bytes | ImportProblem:
    """A member that is a part of a document, within the limits of a document. Raises :class:`TooMuch`."""
    inner = _input(source, member.name)
    if refused := _refusal(inner, member.size, member.packed):
        return refused
    data = bytearray()
    with member.open() as stream:
        while chunk := stream.read(_CHUNK):
            spend(source, len(chunk))
            data += chunk
            if len(data) > source.limits.document_size:
                return too_large(inner, "document_size")
    return bytes(data)


def _input(source: Input, name: str) -> Input:
    """How messages call a member: ``archive.zip/folder/page.txt``."""
    shown = printable_name(name.replace("\\", "/"))
    if len(shown) > _SHOWN:  # the end tells the kind
        shown = f"{shown[: _SHOWN // 2]}…{shown[-_SHOWN // 2 :]}"
    return dataclasses.replace(source, name=f"{source.name}/{shown}", depth=source.depth + 1)


def _is_unsafe(name: str) -> bool:
    """Whether a name points out of its folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or bool(re.match("[A-Za-z]:", name))


def _unpacked(member: Input, stream: IO[bytes]) -> Iterator[RawArticle | ImportProblem]:
    with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
        path = Path(folder) / "member"
        if refused := _copy(member, stream, path):
            yield refused
        else:
            yield from reading.found_in(dataclasses.replace(member, path=path))


def _refusal(member: Input, size: int, packed: int) -> ImportProblem | None:
    limits = member.limits
    if not size:
        return problem(member, "empty")
    if member.depth > limits.depth and kind_of_name(member.name) in {"zip", "tar"}:
        return problem(member, "too_deep", limit=limits.depth)
    limit, maximum = _maximum(member)
    if size > maximum:
        return too_large(member, limit)
    if packed and size > 10 * _CHUNK and size / packed > limits.ratio:
        return problem(member, "bomb", limit=limits.ratio)
    return None


def _maximum(member: Input) -> tuple[str, int]:
    name = "file_size" if kind_of_name(member.name) in _STREAMS else "document_size"
    return name, getattr(member.limits, name)


def _copy(member: Input, stream: IO[bytes], path: Path) -> ImportProblem | None:
    """Copy what really comes out, whatever the archive has said."""
    limit, maximum = _maximum(member)
    size = 0
    with path.open("wb") as target:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            spend(member, len(chunk))
            if size > maximum:
                return too_large(member, limit)
            target.write(chunk)
    return None


def spend(member: Input, size: int) -> None:
    """Bytes that have been unpacked. Raises :class:`TooMuch`."""
    budget = member.budget
    assert budget is not None  # noqa: S101  opened() has been called
    budget.bytes -= size
    if budget.bytes < 0:
        raise TooMuch(problem(member, "too_much", limit=megabytes(member.limits.unpacked_size)))


def _begin(source: Input, member: Input, number: int) -> None:
    """Begin with one more member; of the outermost archive it is told. Raises :class:`TooMuch`."""
    if source.on_member and not source.depth:
        source.on_member(number, member.name)
    budget = source.budget
    assert budget is not None  # noqa: S101  opened() has been called
    budget.members -= 1
    if budget.members < 0:
        raise TooMuch(problem(source, "too_many", limit=source.limits.members))
