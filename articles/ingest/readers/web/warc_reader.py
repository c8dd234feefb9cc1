"""WARC and the older ARC, the formats of web archives: every page that was answered with 200 is an article.

So are the texts that were taken from pages (WET), and documents; pictures, styles and scripts are none.
"""

from __future__ import annotations

import dataclasses
import logging
import tempfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any, Final

import brotli
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader

from articles.ingest import reading
from articles.ingest.detect.encoding import NotText, decode
from articles.ingest.problems import failure, guarded, problem, too_large
from articles.ingest.readers.web.html_reader import decode_page, found_in_page
from articles.ingest.types import ImportProblem, Input, RawArticle

log = logging.getLogger(__name__)

_PAGES: Final = {"text/html", "application/xhtml+xml"}
_DOCUMENTS: Final = {
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_UNKNOWN: Final = "http:"  # the address of a record that does not tell it
_ANSWERS: Final = {"response", "resource"}
_PIECE: Final = 4096  # bytes of brotli at a time: they may become very many


class _Loader(ArcWarcRecordLoader):  # type: ignore[misc]  # warcio has no types
    """Reads the head of a record, and goes on where warcio ends the whole archive: without an address, or
    with a head of HTTP that is none. ``error`` tells what was wrong with the last one."""

    error: Exception | None = None

    def load_http_headers(self, rec_type: str, uri: str | None, stream: Any, length: int | None) -> Any:
        self.error = None
        try:
            return super().load_http_headers(rec_type, uri or _UNKNOWN, stream, length)
        except Exception as error:
            log.exception("the head of a record cannot be read")
            self.error = error
            return None


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    number = taken = 0
    with source.path.open("rb") as stream:
        try:
            records = ArchiveIterator(stream, arc2warc=True)
            records.loader = loader = _Loader(verify_http=False)
            for record in records:
                number += 1
                for item in _read(source, record, number, loader.error):
                    taken += 1
                    yield item
        except (ArchiveLoadFailed, EOFError, OSError) as error:
            yield problem(source, "damaged", why=error)
            return
    if not taken:
        yield problem(source, "no_text")


def _read(
    source: Input, record: Any, number: int, error: Exception | None
) -> Iterator[RawArticle | ImportProblem]:
    """What a record holds; what nobody foresaw in it costs it alone."""
    if error:
        yield problem(_place(source, record), "bad_record", number, why=error)
        return
    try:
        yield from _items(source, record, number)
    except (MemoryError, GeneratorExit):
        raise
    except Exception as unforeseen:
        yield failure(_place(source, record), unforeseen, number)


def _items(source: Input, record: Any, number: int) -> Iterator[RawArticle | ImportProblem]:
    kind, charset = _content_type(record)
    if record.rec_type == "conversion" and kind == "text/plain":
        yield guarded(source, number, _text, source, record, number)
    elif record.rec_type not in _ANSWERS or _status(record) != "200":
        return
    elif kind in _PAGES:
        yield guarded(source, number, _page, source, record, number, charset)
    elif kind in _DOCUMENTS:
        yield from _document(source, record, number, _DOCUMENTS[kind])


def _content_type(record: Any) -> tuple[str, str]:
    """The type of the content and its charset, both in small letters."""
    message = Message()
    message["Content-Type"] = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
    return message.get_content_type(), str(message.get_content_charset() or "")


def _status(record: Any) -> str:
    return record.http_headers.get_statuscode() if record.http_headers else "200"


def _url(record: Any) -> str:
    return record.rec_headers.get_header("WARC-Target-URI") or ""


def _place(source: Input, record: Any) -> Input:
    return dataclasses.replace(source, name=f"{source.name}/{_url(record)[:200]}")


def _content(source: Input, record: Any) -> bytes | None:
    """The content unpacked; None when it is larger than a document may be."""
    limit = source.limits.document_size
    packed_as = record.http_headers.get_header("Content-Encoding") if record.http_headers else ""
    if (packed_as or "").strip().lower() != "br":
        data: bytes = record.content_stream().read(limit + 1)
        return data if len(data) <= limit else None
    # warcio expects of brotli what it does not have (unused_data).
    stream = ChunkedDataReader(record.raw_stream, decomp_type=None)
    unpacker, unpacked = brotli.Decompressor(), b""
    while piece := stream.read(_PIECE):
        unpacked += unpacker.process(piece)
        if len(unpacked) > limit:
            return None
    return unpacked


def _page(source: Input, record: Any, number: int, charset: str) -> RawArticle | ImportProblem:
    place = _place(source, record)
    data = _content(source, record)
    if data is None:
        return too_large(place, "document_size", number)
    try:
        found = found_in_page(decode_page(data, sent_as=charset))
    except NotText as error:
        return problem(place, error.code, number, **error.values)
    if found is None:
        return problem(place, "no_text", number)
    return dataclasses.replace(found, stated_fields={"url": _url(record), **found.stated_fields}, line=number)


def _text(source: Input, record: Any, number: int) -> RawArticle | ImportProblem:
    """The text of a page, as another program took it out of it."""
    place = _place(source, record)
    data = _content(source, record)
    if data is None:
        return too_large(place, "document_size", number)
    try:
        decoded = decode(data)
    except NotText as error:
        return problem(place, error.code, number, **error.values)
    return RawArticle(decoded.text, {"url": _url(record)}, line=number, encoding=decoded.encoding)


def _document(source: Input, record: Any, number: int, ending: str) -> Iterator[RawArticle | ImportProblem]:
    place = _place(source, record)
    try:
        data = _content(source, record)
    except (OSError, EOFError, ValueError, brotli.error) as error:
        yield failure(place, error, number)
        return
    if data is None:
        yield too_large(place, "document_size", number)
        return
    with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
        path = Path(folder) / f"document{ending}"
        path.write_bytes(data)
        for item in reading.found_in(dataclasses.replace(place, path=path, depth=source.depth + 1)):
            if isinstance(item, ImportProblem):
                yield dataclasses.replace(item, line=number, whole_file=False)
            else:
                stated = {"url": _url(record), **item.stated_fields}
                yield dataclasses.replace(item, stated_fields=stated, line=number)
