"""An article as A4 pages: Arabic set from the right, text that can be selected, searched and copied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles.rendering.pdf.canvas import INK, LAPIS, SOFT, Canvas, Colour
from articles.rendering.text.direction import is_rtl
from articles.rendering.text.fonts import NASKH, NASKH_BOLD, SANS
from articles.rendering.text.layout import Line, balanced, break_lines, scaled
from articles.rendering.text.shaping import EM

VERSION = "2"  # moves when the drawing changes, so that files kept from before are made anew
HEADING = "## "

PAGE = (595.0, 842.0)  # A4 in points
SIDE, TOP, BOTTOM = 62.0, 62.0, 66.0
MEASURE = PAGE[0] - 2 * SIDE
RULE: Colour = (200, 196, 186)


@dataclass(frozen=True, slots=True)
class Style:
    """A face, its size and line height in points, and the space before its paragraph."""

    face: str
    size: float
    leading: float
    before: float
    colour: Colour = INK


TITLE = Style(NASKH_BOLD, 24, 36, 0)
SUBTITLE = Style(NASKH, 15, 24, 6, SOFT)
BYLINE = Style(SANS, 9.5, 16, 0, SOFT)
BODY = Style(NASKH, 13.5, 24.5, 9)
SECTION = Style(NASKH_BOLD, 15.5, 26, 18)
NOTE = Style(SANS, 8.5, 14.5, 4, SOFT)


@dataclass(frozen=True, slots=True)
class PdfArticle:
    """What is printed of an article, in words: dates and labels as the reader is to see them."""

    title: str
    paragraphs: tuple[str, ...]  # section headings begin with ``## ``
    byline: tuple[str, ...] = ()
    subtitle: str = ""
    notes: tuple[tuple[str, str], ...] = ()  # below the text: words, and the address they lead to or ''
    folio: str = "{number} / {total}"  # at the foot of each page
    digits: str = "0123456789"  # that the pages are numbered with
    authors: tuple[str, ...] = ()
    language: str = "ar"
    made: datetime | None = None


def article_pdf(article: PdfArticle) -> bytes:
    """The article as a PDF file. Needs a few hundredths of a second for a text of usual length."""
    flow = _Flow(article)
    flow.paragraph(article.title, TITLE)
    if article.subtitle:
        flow.paragraph(article.subtitle, SUBTITLE)
    flow.rule(12)
    for line in article.byline:
        flow.paragraph(line, BYLINE)
    flow.rule(4)
    for text in article.paragraphs:
        if text.startswith(HEADING):
            flow.paragraph(text.removeprefix(HEADING), SECTION, room_below=2 * BODY.leading)
        else:
            flow.paragraph(text, BODY)
    if article.notes:
        flow.rule(20)
    for words, url in article.notes:
        flow.paragraph(words, NOTE, url=url)
    flow.number_pages()
    return flow.canvas.pdf(
        title=article.title, authors=article.authors, language=article.language, made=article.made
    )


class _Flow:
    """Sets paragraphs one below the other, page after page."""

    def __init__(self, article: PdfArticle) -> None:
        self.article = article
        self.rtl = is_rtl(article.title)
        self.canvas = Canvas(*PAGE, rtl=self.rtl)
        self._turn()

    def _turn(self) -> None:
        self.page = self.canvas.add_page()
        self.y = TOP

    @property
    def room(self) -> float:
        return PAGE[1] - BOTTOM - self.y

    def paragraph(self, text: str, style: Style, *, room_below: float = 0, url: str = "") -> None:
        """Set a paragraph; ``room_below`` is the room that must be left below it on its page."""
        lines = (balanced if style is TITLE else break_lines)(
            text, style.face, int(MEASURE / style.size * EM)
        )
        if not lines:
            return
        at_top = self.y == TOP
        self.y += 0 if at_top else style.before
        # Neither the first nor the last line of a paragraph stands alone on a page.
        if self.room < min(len(lines), 2) * style.leading + room_below:
            self._turn()
        for number, line in enumerate(lines):
            left = len(lines) - number
            if self.room < style.leading * (2 if left == 2 and number > 1 else 1):
                self._turn()
            self._line(line, style, url)

    def _line(self, line: Line, style: Style, url: str) -> None:
        width = scaled(line.width, style.size)
        x = PAGE[0] - SIDE - width if line.rtl else SIDE
        self.page.text(line, x, self.y + style.leading * 0.68, style.size, LAPIS if url else style.colour)
        if url:
            self.page.link(x, self.y, width, style.leading, url)
        self.y += style.leading

    def rule(self, before: float) -> None:
        if self.room < before + 10:
            self._turn()
        self.page.box(SIDE, self.y + before, MEASURE, 0.6, RULE)
        self.y += before + 9

    def number_pages(self) -> None:
        total = len(self.canvas.pages)
        for number, page in enumerate(self.canvas.pages, 1):
            text = self.article.folio.format(number=self._digits(number), total=self._digits(total))
            (line,) = break_lines(text, NOTE.face, 10 * EM * EM, rtl=self.rtl)
            x = (PAGE[0] - scaled(line.width, NOTE.size)) / 2
            page.text(line, x, PAGE[1] - 34, NOTE.size, SOFT)

    def _digits(self, number: int) -> str:
        return "".join(self.article.digits[int(digit)] for digit in str(number))
