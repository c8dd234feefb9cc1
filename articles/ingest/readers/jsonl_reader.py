"""One JSON object a line, packed with gzip or not: read line by line, whatever the size of the file."""

from __future__ import annotations

import json
from collections.abc import Iterator

from articles.ingest.detect.encoding import NotText, lines
from articles.ingest.problems import problem
from articles.ingest.readers._ninjs import found_in_ninjs, is_ninjs
from articles.ingest.readers._records import record
from articles.ingest.types import ImportProblem, Input, RawArticle


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    try:
        for line in lines(source):
            if isinstance(line, ImportProblem):
                yield line
            elif line[1].strip():
                yield _row(source, *line)
    except NotText as error:
        yield problem(source, error.code, **error.values)


def _row(source: Input, number: int, text: str, encoding: str) -> RawArticle | ImportProblem:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        return problem(source, "bad_json", number, why=error)
    if not isinstance(row, dict):
        return problem(source, "not_object", number)
    if is_ninjs(row):
        return found_in_ninjs(row, line=number, encoding=encoding)
    return record(row, line=number, encoding=encoding)
