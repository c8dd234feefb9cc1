"""Workbooks as Excel 2003 wrote them in XML, which many programs still export: rows of every sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from xml.etree.ElementTree import Element

from articles.ingest.problems import problem
from articles.ingest.readers._xml import all_named, children, document
from articles.ingest.readers.tables._tables import articles_of
from articles.ingest.types import ImportProblem, Input, RawArticle

_INDEX: Final = "{urn:schemas-microsoft-com:office:spreadsheet}Index"
_COLUMNS: Final = 16_384  # of a sheet, at the most


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    root = document(source)
    if isinstance(root, ImportProblem):
        yield root
        return
    has_header = False
    for rows in _sheets(root):
        for item in articles_of(source, rows):
            has_header = True
            yield item
    if not has_header:
        yield problem(source, "no_columns")


def top_rows(source: Input, count: int) -> Iterator[list[tuple[int, list[str]]]]:
    """The first rows of every sheet, with their numbers; of none where the XML is broken."""
    root = document(source)
    for rows in _sheets(root) if not isinstance(root, ImportProblem) else ():
        yield list(islice(rows, count))


def _sheets(root: Element) -> Iterator[Iterator[tuple[int, list[str]]]]:
    for sheet in all_named(root, "Worksheet"):
        yield ((number, _cells(row)) for number, row in enumerate(all_named(sheet, "Row"), start=1))


def _cells(row: Element) -> list[str]:
    """The cells of a row; one that says its number comes after empty ones."""
    cells: list[str] = []
    for cell in children(row, "Cell"):
        index = cell.get(_INDEX, "")
        if index.isdigit() and len(cells) < int(index) <= _COLUMNS:
            cells += [""] * (int(index) - 1 - len(cells))
        cells.append("\n".join("".join(data.itertext()) for data in children(cell, "Data")))
    return cells
