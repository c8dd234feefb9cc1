"""Excel workbooks: rows of every sheet are articles, columns are known by their names or by hand."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final
from zipfile import ZipFile

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape

from articles.ingest.problems import guarded, problem, too_large
from articles.ingest.readers.tables._tables import HEADER_ROWS, Header, best_header, row_article
from articles.ingest.types import ImportProblem, Input, RawArticle

_SERIALS: Final = range(10_000, 80_000)  # days since 1899 or 1904 that are dates of news: 1927 to 2119
_ERRORS: Final = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#N/A"})


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    if refused := unpacked_problem(source):
        yield refused
        return
    has_header = False
    with source.path.open("rb") as stream:  # by its name alone openpyxl would refuse a file
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        since_1904 = book.epoch == CALENDAR_MAC_1904
        for sheet in book.worksheets:
            for item in _sheet(source, sheet, since_1904=since_1904):
                has_header = True
                yield item
    if not has_header:
        yield problem(source, "no_columns")


def top_rows(source: Input, count: int) -> Iterator[list[tuple[int, list[str]]]]:
    """The first rows of every sheet, with their numbers, as text."""
    with source.path.open("rb") as stream:
        for sheet in openpyxl.load_workbook(stream, read_only=True, data_only=True).worksheets:
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True), start=1)
            yield [(number, [_text(cell) for cell in row]) for number, row in islice(rows, count)]


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


def _sheet(source: Input, sheet: Any, *, since_1904: bool) -> Iterator[RawArticle | ImportProblem]:
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong
    rows = enumerate(sheet.iter_rows(values_only=True), start=1)
    top = list(islice(rows, HEADER_ROWS))
    found = best_header(((number, [_text(cell) for cell in row]) for number, row in top), source.table)
    if found is None:
        return
    header, first = found
    for number, row in chain(top, rows):
        is_data = number > first or (number == first and not header.is_row)
        if is_data and any(cell is not None and cell != "" for cell in row):
            yield guarded(source, number, _article, source, header, row, number, since_1904)


def _article(
    source: Input, header: Header, row: Sequence[object], number: int, since_1904: bool
) -> RawArticle | ImportProblem:
    cells = [
        _date(cell, since_1904) if field == "published" else _text(cell)
        for field, cell in zip(header.fields, row, strict=False)
    ]
    return row_article(source, header, cells, number)


def _date(cell: object, since_1904: bool) -> str:
    """A date that is stored as a number, though the cell is not formatted as one."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        epoch = CALENDAR_MAC_1904 if since_1904 else WINDOWS_EPOCH
        return _text(from_excel(cell, epoch))
    return _text(cell)


def _text(cell: object) -> str:
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = "" if cell is None else str(cell)
    return "" if text in _ERRORS else unescape(text)  # _x000D_ is a line break
