"""Plain text: one file, one article."""

from __future__ import annotations

from collections.abc import Iterator

from articles.ingest.detect.encoding import NotText, decode
from articles.ingest.problems import problem
from articles.ingest.types import ImportProblem, Input, RawArticle


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    try:
        decoded = decode(source.path.read_bytes(), source.encoding)
    except NotText as error:
        yield problem(source, error.code, **error.values)
    else:
        yield RawArticle(text=decoded.text, encoding=decoded.encoding)
