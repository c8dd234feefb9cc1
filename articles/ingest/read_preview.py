"""The top of a table as it stands, read for :mod:`articles.ingest.table_preview`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect import formats
from articles.ingest.detect.encoding import NotText
from articles.ingest.problems import failure, problem
from articles.ingest.readers import csv_reader, xlsx_reader
from articles.ingest.readers._tables import HEADER_ROWS, best_header
from articles.ingest.table_preview import KINDS, Row, TablePreview
from articles.ingest.types import ImportProblem, Input, TableForm

_ROWS: Final = 6
_COLUMNS: Final = 60
_CELL: Final = 200  # characters shown of a cell
_NAME: Final = 8  # words of the longest name of a column


def table_preview(source: Input) -> TablePreview | ImportProblem:
    """The top of a table, or why it cannot be read."""
    try:
        kind = formats.kind_of(source.path, source.name)
        if kind not in KINDS:
            return problem(source, "no_columns")
        rows = list(_sheet_rows(source) if kind == "xlsx" else _text_rows(source))
        return _preview(rows, source.table) if rows else problem(source, "empty")
    except NotText as error:
        return problem(source, error.code, **error.values)
    except MemoryError:
        raise
    except Exception as error:  # a library met something it cannot read
        return failure(source, error)


def _preview(rows: list[Row], form: TableForm) -> TablePreview:
    width = max(len(cells) for _, cells in rows)
    recognised = best_header(rows, TableForm()) if form.header != "no" else None
    header = recognised[1] if recognised else _likely_header(rows, width, form)
    cells = next((list(cells) for number, cells in rows if number == header), [])
    names = [cell.strip() for cell in cells] + [""] * (width - len(cells))
    fields = [*(recognised[0].fields if recognised else ()), *[""] * width][:width]
    below = [
        (number, tuple(cell.strip()[:_CELL] for cell in row[:_COLUMNS]))
        for number, row in rows
        if number > header
    ]
    return TablePreview(
        tuple(names[:_COLUMNS]), tuple(fields[:_COLUMNS]), header, tuple(below[:_ROWS]), width > _COLUMNS
    )


def _likely_header(rows: list[Row], width: int, form: TableForm) -> int:
    """The first row as wide as the table, if all its cells are short words or a person says so; 0 when it is
    data already."""
    if form.header == "no":
        return 0
    for number, cells in rows:
        if len(cells) == width:
            if form.header == "yes":
                return number
            named = all(
                cell.strip() and len(cell.split()) <= _NAME and not cell.strip()[0].isdigit()
                for cell in cells
            )
            return number if named else 0
    return 0


def _sheet_rows(source: Input) -> Iterator[Row]:
    """Of the first sheet that has any."""
    for rows in xlsx_reader.top_rows(source, HEADER_ROWS):
        filled = [(number, tuple(cells)) for number, cells in rows if any(cells)]
        if filled:
            yield from filled
            return


def _text_rows(source: Input) -> Iterator[Row]:
    """Parted by the delimiter that gives most rows the same number of columns."""
    found = csv_reader.top_rows(source, HEADER_ROWS)

    def agreement(rows: list[Row]) -> tuple[int, int]:
        widths = Counter(len(cells) for _, cells in rows)
        width, count = max(widths.items(), key=lambda each: (each[0] > 1, each[1]), default=(0, 0))
        return (count if width > 1 else 0), width

    tables: list[list[Row]] = [[row for row in rows if any(row[1])] for rows in found]
    best: list[Row] = max(tables, key=agreement)
    yield from best
