"""Word documents: one file, one article. Styles tell the title and the headings."""

from __future__ import annotations

from collections.abc import Iterator

import docx
from docx.document import Document

from articles.ingest.problems import problem
from articles.ingest.readers._markup import Block, text_and_marks
from articles.ingest.readers.agencies._databases import parted
from articles.ingest.readers.documents._docx_text import Paragraph, body_paragraphs, note_paragraphs
from articles.ingest.readers.tables.xlsx_reader import unpacked_problem
from articles.ingest.types import ImportProblem, Input, RawArticle, Role


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    if refused := unpacked_problem(source):
        yield refused
        return
    document = docx.Document(str(source.path))
    text, marks = text_and_marks(list(_blocks(document)))
    if not text.strip():
        yield problem(source, "no_text")
        return
    # Word fills in the name of whoever set up the machine as author: only what people write counts.
    stated = {"tags": document.core_properties.keywords or ""}
    stated = {name: value for name, value in stated.items() if value}
    yield from parted(RawArticle(text=text, stated_fields=stated, marks=marks))


def _blocks(document: Document) -> Iterator[Block]:
    names = {style.style_id: style.name or "" for style in document.styles}
    titled = False
    for paragraph in (*body_paragraphs(document), *note_paragraphs(document)):
        for number, line in enumerate(paragraph.text.split("\n")):
            if not line.strip():
                continue
            role = "body" if paragraph.in_table else _role(paragraph, names, titled=titled)
            titled = titled or role == "title"
            yield line, role if number == 0 or role == "body" else None


def _role(paragraph: Paragraph, names: dict[str, str], *, titled: bool) -> Role | None:
    """By the style's identifier, which stays English in Arabic Word, or by its name, where it is a number.
    A second title is a heading."""
    for style in (paragraph.style, names.get(paragraph.style, "").replace(" ", "").capitalize()):
        if style in {"Title", "Heading1"}:
            return "heading" if titled else "title"
        if style == "Subtitle":
            return "subtitle"
        if style.startswith("Heading"):
            return "heading"
        if style.upper().startswith("TOC"):
            return "boilerplate"
    return None
