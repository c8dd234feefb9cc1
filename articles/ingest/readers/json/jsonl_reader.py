"""One JSON object a line, packed with gzip or not: read line by line, whatever the size of the file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from articles.ingest.detect.encoding import lines
from articles.ingest.problems import problem
from articles.ingest.readers.json._json import articles
from articles.ingest.readers.json._relaxed_json import one
from articles.ingest.types import ImportProblem, Input, RawArticle


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    for line in lines(source):
        if isinstance(line, ImportProblem):
            yield line
        elif line[1].strip(" \t,\x1e"):
            yield from _row(source, *line)


def _row(source: Input, number: int, text: str, encoding: str) -> Iterator[RawArticle | ImportProblem]:
    text = text.strip(" \t,\x1e")
    try:
        row = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        try:
            row = one(text)
        except (ValueError, RecursionError):
            yield problem(source, "bad_json", number, why=error)
            return
    yield from articles(source, row, number, encoding)
