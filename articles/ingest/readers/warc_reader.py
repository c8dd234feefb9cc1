"""WARC, the format of web archives: every page that was answered with 200 is an article."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from articles.ingest.detect.encoding import NotText
from articles.ingest.problems import problem, too_large
from articles.ingest.readers.html_reader import decode_page, found_in_page
from articles.ingest.types import ImportProblem, Input, RawArticle

_PAGES: Final = ("text/html", "application/xhtml+xml")
_RECORDS: Final = {"response", "resource"}


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    number = pages = 0
    with source.path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                number += 1
                if _is_page(record):
                    pages += 1
                    yield _page(source, record, number)
        except (ArchiveLoadFailed, EOFError, OSError) as error:
            yield problem(source, "damaged", why=error)
            return
    if not pages:
        yield problem(source, "no_text")


def _is_page(record: Any) -> bool:
    if record.rec_type not in _RECORDS:
        return False
    headers = record.http_headers or record.rec_headers
    kind = headers.get_header("Content-Type") or ""
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    return bool(kind.startswith(_PAGES) and status == "200")


def _page(source: Input, record: Any, number: int) -> RawArticle | ImportProblem:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    place = dataclasses.replace(source, name=f"{source.name}/{url[:200]}")
    limit = source.limits.document_size
    data = record.content_stream().read(limit + 1)
    if len(data) > limit:
        return too_large(place, "document_size", number)
    try:
        found = found_in_page(decode_page(data))
    except NotText as error:
        return problem(place, error.code, number, **error.values)
    if found is None:
        return problem(place, "no_text", number)
    return dataclasses.replace(found, stated_fields={"url": url, **found.stated_fields}, line=number)
