"""RTF, as word processors and newsroom systems have saved texts since the eighties: one file, one article."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from striprtf.striprtf import rtf_to_text

from articles.ingest.problems import problem
from articles.ingest.readers.agencies._databases import parted
from articles.ingest.text import whole_characters
from articles.ingest.types import ImportProblem, Input, RawArticle

_HIGH: Final = re.compile(rb"[\x80-\xff]")
_CODE_PAGE: Final = re.compile(rb"\\ansicpg(\d{3,5})")
# A link's words stand behind its address: without these marks the library takes them as any others, and has
# no pattern to look for that takes the square of a hostile file's length.
_LINK: Final = re.compile(rb"\\(?:field|fldrslt)(?![a-z])", re.IGNORECASE)
_HEAD: Final = 4096  # bytes among which the code page is told
_ARABIC: Final = "cp1256"


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    data = _LINK.sub(b"", source.path.read_bytes())
    ascii_only = _HIGH.sub(lambda byte: b"\\'%02x" % byte[0][0], data).decode("ascii")
    encoding = source.encoding or _code_page(data)
    try:
        found = rtf_to_text(ascii_only, encoding, errors="replace")  # type: ignore[no-untyped-call]
    except (TypeError, ValueError) as error:  # a control word without its number, a letter beyond all
        yield problem(source, "damaged", why=error)
        return
    text = whole_characters(found)
    if text.strip():
        yield from parted(RawArticle(text))
    else:
        yield problem(source, "no_text")


def _code_page(data: bytes) -> str:
    """What letters are in that no font tells of: the code page that is declared, else the Arabic one."""
    declared = _CODE_PAGE.search(data, 0, _HEAD)
    name = f"cp{declared[1].decode()}" if declared else _ARABIC
    try:
        return codecs.lookup(name).name
    except LookupError:
        return _ARABIC
