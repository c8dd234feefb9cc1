"""Tables of articles in HTML: what Excel saves as a page, and what programs export under the name .xls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from articles.ingest.readers._markup import blocks, parse
from articles.ingest.readers.tables._tables import articles_of
from articles.ingest.types import ImportProblem, Input, RawArticle

_KNOWN: Final = 3  # columns from which a table is one of articles and no part of a page


def articles_in_tables(source: Input, page: str, encoding: str) -> Iterator[RawArticle | ImportProblem]:
    """The articles in the rows of a page's tables; none in a page that has no such table. Columns that a
    person has named need not be many."""
    min_known = 1 if source.table.columns else _KNOWN
    for rows in tables(page):
        yield from articles_of(source, rows, encoding=encoding, min_known=min_known)


def tables(page: str) -> Iterator[Iterator[tuple[int, list[str]]]]:
    """The rows of each table of a page, with their numbers, as text."""
    root = parse(page) if "<t" in page.lower() else None
    for table in root.iter("table") if root is not None else ():
        yield ((number, [_text(cell) for cell in row.iter("td", "th")]) for number, row in _rows(table))


def _rows(table: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The rows of a table that has no other one in it: pages were laid out by such."""
    if next(table.iterdescendants("table"), None) is None:
        yield from enumerate(table.iter("tr"), start=1)


def _text(cell: etree._Element) -> str:
    return "\n".join(text for text, _ in blocks(cell))
