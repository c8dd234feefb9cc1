"""PDF with a text layer: one file, one article. A scan is told as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import pypdfium2 as pdfium

from articles.ingest.problems import problem
from articles.ingest.readers._markup import Block, text_and_marks
from articles.ingest.readers.documents._pdf_text import (
    TextLine,
    is_mirrored,
    page_lines,
    with_brackets_put_right,
)
from articles.ingest.text import ends_sentence, fold
from articles.ingest.types import ImportProblem, Input, RawArticle, Role

_MIN: Final = 3  # words a page; a scan has the words of its stamp
_LEADING: Final = 1.45  # times the usual distance of lines: a new paragraph
_LARGE: Final = 1.15  # times the usual size of letters: a heading
_INDENT: Final = 1.0  # times the size of letters: an indented line, or a last line that falls short
_RUNNING: Final = 3  # pages on which a line stands at the edge to be a header or footer

Page = list[tuple[TextLine, str]]


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    try:
        document = pdfium.PdfDocument(source.path)
    except pdfium.PdfiumError as error:
        yield (
            problem(source, "encrypted") if "assword" in str(error) else problem(source, "damaged", why=error)
        )
        return
    try:
        yield _document(source, document)
    finally:
        document.close()


def _document(source: Input, document: pdfium.PdfDocument) -> RawArticle | ImportProblem:
    count = len(document)
    if count > source.limits.pages:
        return problem(source, "too_many_pages", count=count, limit=source.limits.pages)
    pages = [_read_page(document, number) for number in range(count)]
    lines = [line for page in pages for line in page]
    mirrored = is_mirrored(lines)
    texts = with_brackets_put_right([line.read(mirrored=mirrored) for line in lines])
    if sum(text.count(" ") + 1 for text in texts) < _MIN * count:
        return problem(source, "scan", pages=count)
    words = iter(texts)
    paired: list[Page] = [[(line, next(words)) for line in page] for page in pages]
    text, marks = text_and_marks(list(_blocks(paired)))
    return RawArticle(text=text, marks=marks, stated_fields={})


def _read_page(document: pdfium.PdfDocument, number: int) -> list[TextLine]:
    page = document[number]
    try:
        return page_lines(page)
    finally:
        page.close()


def _blocks(pages: list[Page]) -> Iterator[Block]:
    """Lines as paragraphs; large letters are headings, the largest on the first page are the title."""
    running = _running_lines(pages)
    size = _usual_size(pages)
    first = [line.size for line, _ in pages[0]] if pages else []
    largest = max(first, default=0.0)
    titled = False
    for page in pages:
        for lines in _paragraphs([pair for pair in page if _masked(pair[1]) not in running]):
            role = _role(lines[0][0].size, size, largest, titled=titled)
            titled = titled or role == "title"
            yield " ".join(text for _, text in lines), role
        yield from ((text, "boilerplate") for _, text in page if _masked(text) in running)


def _role(size: float, usual: float, largest: float, *, titled: bool) -> Role | None:
    if size < usual * _LARGE:
        return None
    return "title" if size == largest and not titled else "heading"


def _usual_size(pages: list[Page]) -> float:
    """The size of letters that most of the text has."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line, text in page:
            sizes[round(line.size, 1)] += len(text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _paragraphs(page: Page) -> Iterator[Page]:
    gaps = sorted(one.base - other.base for (one, _), (other, _) in pairwise(page) if one.base > other.base)
    usual = gaps[len(gaps) // 3] if gaps else 0.0
    paragraph: Page = []
    for pair in page:
        if paragraph and _begins(paragraph[-1], pair, usual):
            yield paragraph
            paragraph = []
        paragraph.append(pair)
    if paragraph:
        yield paragraph


def _begins(before: tuple[TextLine, str], pair: tuple[TextLine, str], usual: float) -> bool:
    """Whether a line begins a paragraph: by distance, by size, or since the one before ends one."""
    (above, said), (line, _) = before, pair
    gap = above.base - line.base
    if abs(above.size - line.size) > 0.5 or gap > usual * _LEADING or gap < 0:
        return gap >= 0 or ends_sentence(said)  # a new column goes on with the sentence of the last
    falls_short = above.left > line.left + _INDENT * line.size or above.right < line.right - 4 * line.size
    return ends_sentence(said) and falls_short


def _running_lines(pages: list[Page]) -> set[str]:
    """Lines that stand first or last on several pages, whatever their numbers: headers and footers."""
    seen = Counter(
        masked for page in pages for masked in {_masked(text) for _, text in (*page[:2], *page[-2:])}
    )
    return {masked for masked, count in seen.items() if count >= _RUNNING}


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", fold(text))
