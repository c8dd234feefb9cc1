"""Pages that a browser saved in one file (MHTML, .mht): the page is the article, its pictures are left."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from email.message import EmailMessage

from articles.ingest.detect.encoding import Decoded
from articles.ingest.problems import problem
from articles.ingest.readers.mail._mail import message_in
from articles.ingest.readers.web._html_tables import articles_in_tables
from articles.ingest.readers.web.html_reader import decode_page, found_in_page
from articles.ingest.types import ImportProblem, Input, RawArticle

_KINDS = {"text/html", "application/xhtml+xml"}


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with source.path.open("rb") as stream:
        message = message_in(stream)
    pages = [part for part in message.walk() if part.get_content_type() in _KINDS]
    sheets = [item for part in pages for item in _rows(source, part)]
    if sheets:  # a workbook: the sheets are pages of their own beside the first one
        yield from sheets
        return
    found = found_in_page(_decoded(source, pages[0])) if pages else None
    if found is None:
        yield problem(source, "no_text")
    else:
        url = _address(message, pages[0])
        stated = {"url": url, **found.stated_fields} if url else found.stated_fields
        yield dataclasses.replace(found, stated_fields=stated)


def _decoded(source: Input, page: EmailMessage) -> Decoded:
    data = page.get_payload(decode=True)
    charset = page.get_content_charset() or ""
    return decode_page(data if isinstance(data, bytes) else b"", source.encoding, charset)


def _rows(source: Input, page: EmailMessage) -> Iterator[RawArticle | ImportProblem]:
    decoded = _decoded(source, page)
    return articles_in_tables(source, decoded.text, decoded.encoding)


def _address(message: EmailMessage, page: EmailMessage) -> str:
    """Where the page was; a browser's own name for the part is no address."""
    named = (
        message.get("Snapshot-Content-Location"),
        page.get("Content-Location"),
        message.get("Content-Location"),
    )
    return next((str(name) for name in named if name and str(name).startswith("http")), "")
