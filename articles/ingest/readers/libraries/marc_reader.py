"""Records of libraries: MARC 21 as it is exchanged (ISO 2709), and as XML. Read record by record.

What a leader says of the encoding is often wrong: bytes that are UTF-8 are read so, escapes tell MARC-8, and
what is neither is windows-1256, which Arab libraries have sent under either sign.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element, ParseError

import pymarc
from defusedxml import DefusedXmlException

from articles.ingest.detect.encoding import open_stream
from articles.ingest.problems import guarded, problem, too_large
from articles.ingest.readers._xml import children, local, walk
from articles.ingest.readers.libraries._catalogue import Field, article
from articles.ingest.types import ImportProblem, Input, RawArticle

_END: Final = b"\x1d"
_ESCAPE: Final = b"\x1b"
_CHUNK: Final = 64 * 1024
_MAX: Final = 99_999  # bytes that a leader can tell; some programs write more under a leader that lies
_CODING: Final = 9  # place in the leader
# Letters of MARC-8 with a sign above stand behind it; such bytes are no Arabic of windows-1256.
_ANSEL_SIGNS: Final = bytes(range(0xE0, 0xFF))

logging.getLogger("pymarc").setLevel(logging.CRITICAL)  # a record that it cannot read is a problem here


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with open_stream(source) as stream:
        is_xml = stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
    yield from _in_xml(source) if is_xml else _exchanged(source)


# ---- ISO 2709 ------------------------------------------------------------------------------


def _exchanged(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with open_stream(source) as stream:
        for number, data in enumerate(_records(stream, source.limits.line_size), start=1):
            if data is None:
                yield too_large(source, "line_size", number)
                return
            item = guarded(source, number, _record, source, data, number)
            yield item


def _records(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """Each record with the sign that ends it; None for one that does not end."""
    held = bytearray()
    while chunk := stream.read(_CHUNK):
        held += chunk
        *whole, rest = held.split(_END)
        yield from (bytes(data).lstrip(b"\r\n\0 ") + _END for data in whole if data.strip())
        held = bytearray(rest)
        if len(held) > limit:
            yield None
            return
    if held.strip(b"\r\n\0\x1a "):
        yield bytes(held).lstrip(b"\r\n\0 ")  # cut off: its record says so


def _record(source: Input, data: bytes, number: int) -> RawArticle | ImportProblem:
    if not data.endswith(_END):
        return problem(source, "cut_item", number)
    encoding = _encoding(data)
    leader = bytearray(data[:24])
    if len(leader) == 24:
        leader[_CODING : _CODING + 1] = b"a" if encoding == "utf-8" else b" "
        leader[:5] = b"%05d" % min(len(data), _MAX)
    try:
        record = pymarc.Record(
            bytes(leader) + data[24:],
            file_encoding="iso8859-1" if encoding == "marc-8" else encoding,
            hide_utf8_warnings=True,
            utf8_handling="replace",
        )
    except (pymarc.exceptions.PymarcException, ValueError, IndexError) as error:
        return problem(source, "bad_record", number, why=str(error) or type(error).__name__)
    fields = [_field(field) for field in record.fields if isinstance(field, pymarc.Field)]
    return article(source, fields, number)


def _field(field: pymarc.Field) -> Field:
    if field.is_control_field():
        return Field(field.tag, [("", field.data or "")])
    return Field(field.tag, [(part.code, part.value) for part in field.subfields])


def _encoding(data: bytes) -> str:
    """``utf-8``, ``marc-8`` or ``cp1256``, by the bytes themselves."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "marc-8" if _ESCAPE in data else "utf-8"
    if _ESCAPE in data:
        return "marc-8"
    high = [byte for byte in data if byte >= 0x80]
    signs = sum(byte in _ANSEL_SIGNS for byte in high)
    return "cp1256" if len(high) > len(data) / 20 and signs < len(high) * 0.8 else "marc-8"


# ---- XML -----------------------------------------------------------------------------------


def _in_xml(source: Input) -> Iterator[RawArticle | ImportProblem]:
    number = 0
    try:
        with open_stream(source) as stream:
            for event, element, holder in walk(stream):
                if event == "end" and local(element) == "record" and children(element, "datafield"):
                    number += 1
                    yield guarded(source, number, article, source, list(_fields(element)), number)
                    if holder is not None:
                        holder.remove(element)
    except DefusedXmlException:
        yield problem(source, "entities")
    except (ParseError, LookupError) as error:
        yield problem(source, "bad_xml", why=error)


def _fields(record: Element) -> Iterator[Field]:
    for element in record:
        tag = element.get("tag", "")
        if local(element) == "controlfield":
            yield Field(tag, [("", element.text or "")])
        elif local(element) == "datafield":
            parts = children(element, "subfield")
            yield Field(tag, [(part.get("code", "") or "?", "".join(part.itertext())) for part in parts])
