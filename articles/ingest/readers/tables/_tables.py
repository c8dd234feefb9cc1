"""What tables have in common, as text or as sheets: a header somewhere near the top, and rows below it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from articles.ingest.detect.columns import fields_of
from articles.ingest.numeric_dates import Order, in_order
from articles.ingest.problems import guarded
from articles.ingest.readers._own_exports import COLUMNS, own_cells
from articles.ingest.readers._records import filled
from articles.ingest.types import ImportProblem, Input, RawArticle, TableForm

HEADER_ROWS: Final = 40  # among which the names of the columns are looked for
_NAME: Final = 8  # words of the longest name of a column
_HELD: Final = frozenset({"publication", "draft"})  # hold whatever a person names: that a row is not public
_NONE: Final = "-"  # what a person writes for a column that does not go in


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of the columns, "" for one that is none; ``is_row`` when they are named in a row. ``own``
    are the names of the columns when the archive itself has exported the table."""

    fields: tuple[str, ...]
    is_row: bool = True
    own: tuple[str, ...] = ()

    @property
    def recognised(self) -> int:
        return len(set(filter(None, self.fields)))


def header_of(cells: Sequence[str], form: TableForm) -> Header | None:
    """The header that a row is, None when it is none: some column must hold the text.

    Where a person has named columns no others count, and a row that is no header may be the first of the
    data.
    """
    if form.columns:
        return _header_by_hand(cells, form)
    if set(cells) >= COLUMNS:
        return Header(fields_of(tuple(cells)), own=tuple(cells))
    header = Header(fields_of(tuple(cells)))
    alone = len([cell for cell in cells if cell.strip()]) == 1 == len(cells)
    if "text" not in header.fields or (header.recognised < 2 and not alone and len(cells) > 2):
        return None
    return header if all(len(cell.split()) <= _NAME for cell in cells) else None


def best_header(rows: Iterable[tuple[int, Sequence[str]]], form: TableForm) -> tuple[Header, int] | None:
    """Of the first rows of a table, with their numbers, the header with the most known columns."""
    found = [(header, number) for number, cells in rows if (header := header_of(cells, form))]
    return max(found, key=lambda each: (each[0].recognised, -each[1]), default=None)


def _header_by_hand(cells: Sequence[str], form: TableForm) -> Header | None:
    if not any(cell.strip() for cell in cells):
        return None
    names = [cell.strip() for cell in cells]
    held = [field if field in _HELD else "" for field in fields_of(tuple(names))]
    fields = tuple(
        _field(form.columns.get(name, "") or form.columns.get(str(number), "")) or held[number - 1]
        for number, name in enumerate(names, 1)
    )
    if "text" not in fields:
        return None
    is_data = len(names[fields.index("text")].split()) > _NAME
    return Header(fields, is_row=form.header == "yes" or (not form.header and not is_data))


def _field(name: str) -> str:
    return "" if name == _NONE else name


def row_article(
    source: Input, header: Header, cells: Sequence[object], line: int, encoding: str = ""
) -> RawArticle | ImportProblem:
    """The article of a row."""
    if header.own:
        return dataclasses.replace(own_cells(header.own, cells), line=line, encoding=encoding)
    pairs = [(field, cell) for field, cell in zip(header.fields, cells, strict=False) if field]
    if order := source.table.date_order:
        pairs = [(field, _ordered(cell, order) if field == "published" else cell) for field, cell in pairs]
    return filled(pairs, line=line, encoding=encoding)


def articles_of(
    source: Input, rows: Iterator[tuple[int, Sequence[str]]], *, encoding: str = "", min_known: int = 1
) -> Iterator[RawArticle | ImportProblem]:
    """The articles of a table whose rows have been parted into cells, each with its number; none where no row
    near the top names at least ``min_known`` fields."""
    top = list(islice(rows, HEADER_ROWS))
    found = best_header(top, source.table)
    if found is None or found[0].recognised < min_known:
        return
    header, first = found
    for number, cells in chain(top, rows):
        is_data = number > first or (number == first and not header.is_row)
        if is_data and any(cell.strip() for cell in cells):
            yield guarded(source, number, row_article, source, header, cells, number, encoding)


def _ordered(cell: object, order: Order) -> object:
    """A date of numbers as a person says that it is to be read; one that cannot be read so stays as it is."""
    return in_order(str(cell), order) or cell
