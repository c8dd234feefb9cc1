"""Tables as text: rows are articles, columns are known by their names in the first row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect.encoding import NotText, lines
from articles.ingest.problems import problem
from articles.ingest.readers._records import field_of, record
from articles.ingest.types import ImportProblem, Input, RawArticle

_DELIMITERS: Final = ",;\t|"


class _Rows:
    """The lines of a file for ``csv``; lines that cannot be read are put aside as Issues."""

    def __init__(self, source: Input) -> None:
        self._lines = lines(source)
        self.problems: list[ImportProblem] = []
        self.number = 0
        self.encoding = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if isinstance(line, ImportProblem):
                self.problems.append(line)
            else:
                self.number, text, self.encoding = line
                yield text.replace("\0", "") + "\n"

    def taken(self) -> list[ImportProblem]:
        taken, self.problems = self.problems, []
        return taken


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    csv.field_size_limit(source.limits.line_size)
    rows = _Rows(source)
    try:
        stream = iter(rows)
        first = next(stream, "").removeprefix("\ufeff")
        delimiter = max(_DELIMITERS, key=first.count)
        header = next(csv.reader([first], delimiter=delimiter), [])
        if not any(field_of(name) == "text" for name in header):
            yield problem(source, "no_columns")
            return
        yield from _records(source, rows, csv.reader(stream, delimiter=delimiter), header)
    except NotText as error:
        yield problem(source, error.code, **error.values)


def _records(
    source: Input, rows: _Rows, table: Iterator[list[str]], header: list[str]
) -> Iterator[RawArticle | ImportProblem]:
    while True:
        begun = rows.number + 1
        try:
            row = next(table, None)
        except csv.Error as error:
            yield problem(source, "bad_row", begun, why=error)
            continue
        yield from rows.taken()
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield record(dict(zip(header, row, strict=False)), line=begun, encoding=rows.encoding)
