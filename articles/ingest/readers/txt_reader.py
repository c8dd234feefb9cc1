"""Plain text: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator

from articles.ingest.detect.encoding import NotText, decode
from articles.ingest.issues import issue
from articles.ingest.types import Found, Input, Issue


def read(source: Input) -> Iterator[Found | Issue]:
    try:
        decoded = decode(source.path.read_bytes(), source.encoding)
    except NotText as error:
        yield issue(source, error.code, **error.values)
    else:
        yield Found(text=decoded.text, encoding=decoded.encoding)
