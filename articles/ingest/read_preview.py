"""The top of a table as it stands, read for :mod:`articles.ingest.table_preview`."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from articles.ingest.detect import formats
from articles.ingest.detect.encoding import NotText
from articles.ingest.problems import failure, problem
from articles.ingest.readers.tables import csv_reader, sheetml_reader, xlsx_reader
from articles.ingest.readers.tables._tables import HEADER_ROWS, best_header
from articles.ingest.readers.web import html_reader
from articles.ingest.table_preview import Row, TablePreview
from articles.ingest.types import ImportProblem, Input, TableForm

_ROWS: Final = 6
_COLUMNS: Final = 60
_CELL: Final = 200  # characters shown of a cell
_NAME: Final = 8  # words of the longest name of a column
# The kinds of files that may be tables, and who gives their first rows.
_TABLES: Final[dict[str, Callable[[Input, int], Iterator[Any]]]] = {
    "csv": csv_reader.top_rows,
    "txt": csv_reader.top_rows,
    "xlsx": xlsx_reader.top_rows,
    "sheetml": sheetml_reader.top_rows,
    "html": html_reader.top_rows,
}
_PARTED: Final = frozenset({"csv", "txt"})
_WITHOUT_DOUBT: Final = frozenset({"csv", "xlsx", "sheetml"})  # tables even with one column


def table_preview(source: Input) -> TablePreview | ImportProblem:
    """The top of a table, or why it cannot be read."""
    try:
        kind = formats.kind_of(source.path, source.name)
        if kind not in _TABLES:
            return problem(source, "no_columns")
        rows = _rows(_TABLES[kind](source, HEADER_ROWS))
        if rows and kind not in _WITHOUT_DOUBT and all(len(cells) < 2 for _, cells in rows):
            return problem(source, "no_columns")
        if not rows:
            return problem(source, "empty")
        return dataclasses.replace(_preview(rows, source.table), is_parted=kind in _PARTED)
    except formats.Unreadable:
        return problem(source, "no_columns")
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


def _rows(tables: Iterable[list[tuple[int, Sequence[str]]]]) -> list[Row]:
    """Of the sheets of a book, the tables of a page or the ways to part a text: the one where most rows have
    the same number of columns, and more than one."""
    filled = [[(number, tuple(cells)) for number, cells in rows if any(cells)] for rows in tables]
    return max(filled, key=_agreement, default=[])


def _agreement(rows: list[Row]) -> tuple[int, int]:
    widths = Counter(len(cells) for _, cells in rows)
    width, count = max(widths.items(), key=lambda each: (each[0] > 1, each[1]), default=(0, 0))
    return (count if width > 1 else 0), width
