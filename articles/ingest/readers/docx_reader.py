"""Word documents: one file, one article. Styles tell the title and the headings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table

from articles.ingest.problems import problem
from articles.ingest.readers._markup import Block, text_and_marks
from articles.ingest.readers.xlsx_reader import unpacked_problem
from articles.ingest.types import ImportProblem, Input, RawArticle, Role


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    if refused := unpacked_problem(source):
        yield refused
        return
    document = docx.Document(str(source.path))
    text, marks = text_and_marks(list(_blocks(document.iter_inner_content())))
    if not text.strip():
        yield problem(source, "no_text")
        return
    # Word fills in the name of whoever set up the machine as author: only what people write counts.
    stated = {"tags": document.core_properties.keywords or ""}
    yield RawArticle(
        text=text, stated_fields={name: value for name, value in stated.items() if value}, marks=marks
    )


def _blocks(content: Any) -> Iterator[Block]:
    titled = False
    for item in content:
        if isinstance(item, Table):
            yield from _table(item)
            continue
        for number, line in enumerate(item.text.split("\n")):
            if not line.strip():
                continue
            role = _role(item.style.style_id if item.style is not None else "", titled)
            titled = titled or role == "title"
            yield line, role if number == 0 else None


def _role(style: str, titled: bool) -> Role | None:
    """Styles keep their English identifiers in Arabic Word too; a second title is a heading."""
    if style == "Title" or style == "Heading1":
        return "heading" if titled else "title"
    if style == "Subtitle":
        return "subtitle"
    return "heading" if style.startswith("Heading") else None


def _table(table: Table) -> Iterator[Block]:
    for row in table.rows:
        cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
        if text := " | ".join(cell.replace("\n", " ") for cell in cells if cell):
            yield text, None
