"""Plain text: one file, one article, but for exports of databases.

Above its text may stand its fields, each on a line behind its name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import IO, Final

from articles.ingest.detect.columns import field_of
from articles.ingest.detect.encoding import decode, open_stream
from articles.ingest.problems import too_large
from articles.ingest.readers._records import filled
from articles.ingest.readers.agencies._databases import parted
from articles.ingest.readers.documents._front_matter import is_markdown, plain, with_front_matter
from articles.ingest.types import ImportProblem, Input, RawArticle, Role

_LABEL: Final = re.compile(r"([^:\n]{2,30}?)\s*:\s*(.*)")
_FENCE: Final = "---"
_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(\S.*)")  # of Markdown
_EMPHASIS: Final = re.compile(r"(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,300}?)(?<=\S)\1")
_CHUNK: Final = 1 << 16  # bytes
_FIELDS: Final = 2  # different ones, from which lines are fields


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with open_stream(source) as stream:
        data = _whole(stream, source.limits.document_size)
    if len(data) > source.limits.document_size:
        yield too_large(source, "document_size")
        return
    decoded = decode(data, source.encoding)
    found = (
        with_front_matter(decoded.text, source.name) or _labelled(decoded.text) or RawArticle(decoded.text)
    )
    if is_markdown(source.name) and not found.stated_fields:
        found = RawArticle(plain(decoded.text))
    found = _with_headings(found)
    yield from parted(dataclasses.replace(found, encoding=decoded.encoding))


def _whole(stream: IO[bytes], limit: int) -> bytes:
    """All there is, or more than ``limit`` bytes of it. At once, a stream would reserve the limit."""
    data = bytearray()
    while len(data) <= limit and (chunk := stream.read(_CHUNK)):
        data += chunk
    return bytes(data)


def _labelled(text: str) -> RawArticle | None:
    """``العنوان: …``, ``التاريخ: …`` and the text behind ``النصّ:`` or below; as front matter between lines of
    ``---`` too. None where the lines are no fields: a title and another one must be among them."""
    lines = text.lstrip("\ufeff\n\r ").split("\n")
    has_fence = lines[0].strip() == _FENCE
    values: list[tuple[str, str]] = []
    place = int(has_fence)
    while place < len(lines) and (found := _LABEL.match(lines[place].strip())):
        field = field_of(found[1])
        if field == "text" and not has_fence:
            break
        if not field and not has_fence:
            return None
        if field:
            values.append((field, found[2].strip().strip("\"'[]")))
        place += 1
    if has_fence and (place == len(lines) or lines[place].strip() != _FENCE):
        return None
    if len({field for field, _ in values}) < _FIELDS or "title" not in dict(values):
        return None
    below = "\n".join(lines[place + has_fence :]).strip()
    if not has_fence and place < len(lines) and (found := _LABEL.match(below)):
        below = below[found.start(2) :]  # behind the label of the text
    return filled([*values, ("text", below)])


def _with_headings(found: RawArticle) -> RawArticle:
    """Markdown's title and headings, where the first line is one; its signs around words are no letters."""
    lines = found.text.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if found.marks or not (_HEADING.fullmatch(first) or "title" in found.stated_fields):
        return found
    marks: dict[int, Role] = {}
    for number, line in enumerate(lines):
        if heading := _HEADING.fullmatch(line.strip()):
            is_title = len(heading[1]) == 1 and "title" not in (*found.stated_fields, *marks.values())
            marks[number] = "title" if is_title else "heading"
            lines[number] = _unclosed(heading[2])
    if not marks:
        return found
    text = _EMPHASIS.sub(r"\2", "\n".join(lines))
    return dataclasses.replace(found, text=text, marks=marks)


def _unclosed(heading: str) -> str:
    """A heading without the signs that may close it behind a blank: ``# عنوان ##``."""
    open_part = heading.rstrip("#")
    return open_part.rstrip() if open_part[-1:].isspace() else heading
