"""Pages that a browser saved in one file (MHTML, .mht): the page is the article, its pictures are left."""

from __future__ import annotations

import dataclasses
import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage

from articles.ingest.detect.encoding import NotText
from articles.ingest.problems import problem
from articles.ingest.readers.html_reader import decode_page, found_in_page
from articles.ingest.types import ImportProblem, Input, RawArticle

_KINDS = {"text/html", "application/xhtml+xml"}


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with source.path.open("rb") as stream:
        message = email.message_from_binary_file(stream, policy=email.policy.default)
    page = next((part for part in message.walk() if part.get_content_type() in _KINDS), None)
    data = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(data, bytes):
        yield problem(source, "no_text")
        return
    try:
        found = found_in_page(decode_page(data, source.encoding, page.get_content_charset() or ""))
    except NotText as error:
        yield problem(source, error.code, **error.values)
        return
    if found is None:
        yield problem(source, "no_text")
    else:
        url = _address(message, page)
        stated = {"url": url, **found.stated_fields} if url else found.stated_fields
        yield dataclasses.replace(found, stated_fields=stated)


def _address(message: EmailMessage, page: EmailMessage) -> str:
    """Where the page was; a browser's own name for the part is no address."""
    named = (
        message.get("Snapshot-Content-Location"),
        page.get("Content-Location"),
        message.get("Content-Location"),
    )
    return next((str(name) for name in named if name and str(name).startswith("http")), "")
