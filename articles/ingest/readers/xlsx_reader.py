"""Excel workbooks: rows of every sheet are articles, columns are known by their names."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, Final
from zipfile import ZipFile

import openpyxl

from articles.ingest.problems import problem, too_large
from articles.ingest.readers._records import field_of, record
from articles.ingest.types import ImportProblem, Input, RawArticle

_HEADER_ROWS: Final = 10  # among which the names of the columns are looked for


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    if refused := unpacked_problem(source):
        yield refused
        return
    has_rows = False
    with source.path.open("rb") as stream:  # by its name alone openpyxl would refuse a file
        for sheet in openpyxl.load_workbook(stream, read_only=True, data_only=True).worksheets:
            for item in _rows_of(sheet):
                has_rows = True
                yield item
    if not has_rows:
        yield problem(source, "no_columns")


def unpacked_problem(source: Input) -> ImportProblem | None:
    """An office file is a zip: what it holds unpacked must fit too."""
    with ZipFile(source.path) as archive:
        infos = archive.infolist()
    size = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if size > source.limits.file_size:
        return too_large(source, "file_size")
    if size > source.limits.document_size and size / max(packed, 1) > source.limits.ratio:
        return problem(source, "bomb", limit=source.limits.ratio)
    return None


def _rows_of(sheet: Any) -> Iterator[RawArticle]:
    header: list[str] = []
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if header:
            if any(cell is not None for cell in row):
                yield record(dict(zip(header, map(_cell, row), strict=False)), line=number)
        elif number > _HEADER_ROWS:
            return
        elif any(field_of(str(cell)) == "text" for cell in row if cell):
            header = [str(cell or "") for cell in row]


def _cell(value: object) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return "" if value is None else str(value)
