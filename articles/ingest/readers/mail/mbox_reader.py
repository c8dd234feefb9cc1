"""Mailboxes (mbox): every message is read like a mail of its own."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from articles.ingest.problems import failure, too_large
from articles.ingest.readers.mail import eml_reader
from articles.ingest.types import ImportProblem, Input, RawArticle

_BEGIN = b"From "


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with source.path.open("rb") as stream, tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
        path = Path(folder) / "message.eml"
        for number, whole in enumerate(_messages(source, stream, path), start=1):
            if not whole:
                yield too_large(source, "document_size", number)
                continue
            message = dataclasses.replace(source, path=path, first_member=0, on_member=None)
            try:
                for item in eml_reader.read(message):
                    yield _of_message(item, number)
            except MemoryError:
                raise
            except Exception as error:
                yield failure(source, error, number)


def _of_message(item: RawArticle | ImportProblem, number: int) -> RawArticle | ImportProblem:
    """What a message holds, with its number. What fails of one is no failure of the mailbox."""
    line = item.line or number
    if isinstance(item, ImportProblem):
        return dataclasses.replace(item, line=line, whole_file=False)
    return dataclasses.replace(item, line=line)


def _messages(source: Input, stream: IO[bytes], path: Path) -> Iterator[bool]:
    """Write each message to ``path``; say whether it is all there, or was too large."""
    out: IO[bytes] | None = None
    size = 0
    blank = True  # a message begins after an empty line
    try:
        while line := stream.readline(1024 * 1024):
            if line.startswith(_BEGIN) and blank:
                if out:
                    out.close()
                    yield size <= source.limits.document_size
                out, size = path.open("wb"), 0
            elif out:
                size += len(line)
                if size <= source.limits.document_size:
                    out.write(line[1:] if line.startswith((b">From ", b">>From ")) else line)
            blank = not line.strip()
        if out:
            out.close()
            yield size <= source.limits.document_size
    finally:
        if out:
            out.close()
