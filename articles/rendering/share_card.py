"""The picture that a shared link shows: the title in up to four lines, its source and date, our name."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2

from articles.rendering.pdf.canvas import INK, LAPIS, SOFT, Canvas, Colour, Page
from articles.rendering.text.direction import is_rtl
from articles.rendering.text.fonts import NASKH_BOLD, SANS, SANS_BOLD
from articles.rendering.text.layout import Line, balanced, break_lines, scaled, shortened
from articles.rendering.text.shaping import EM

VERSION = "1"  # moves when the drawing changes, so that files kept from before are made anew

SIZE = (1200, 630)
SIDE = 80.0
MEASURE = SIZE[0] - 2 * SIDE
TITLE_LINES = 4
TITLE_SIZES = (80, 72, 64, 58, 52)  # the largest at which the title fits
TITLE_LEADING = 1.45
TITLE_TOP, TITLE_BOTTOM = 70.0, 460.0
FOOT_SIZE, BRAND_SIZE = 28, 34

PAPER: Colour = (251, 250, 247)
RULE: Colour = (222, 218, 209)


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    source: str
    date: str
    brand: str


def card_png(card: Card) -> bytes:
    """The card as a PNG of 1200 by 630 pixels."""
    rtl = is_rtl(card.title)
    canvas = Canvas(*SIZE, rtl=rtl)
    page = canvas.add_page()
    page.box(0, 0, *SIZE, PAPER)
    page.box(SIZE[0] - 18 if rtl else 0, 0, 18, SIZE[1], LAPIS)
    _title(page, card.title, rtl)
    page.box(SIDE, 500, MEASURE, 2, RULE)
    _foot(page, card, rtl)
    with pypdfium2.PdfDocument(canvas.pdf(title=card.title)) as document:
        picture = document[0].render(scale=1).to_pil()
    png = io.BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()


def fitted_title(title: str) -> tuple[int, list[Line]]:
    """The type size, and the lines; a title too long even for the smallest ends in «…»."""
    for size in TITLE_SIZES:
        measure = int(MEASURE / size * EM)
        lines = break_lines(title, NASKH_BOLD, measure)
        room = int((TITLE_BOTTOM - TITLE_TOP) / (size * TITLE_LEADING))
        if len(lines) <= min(TITLE_LINES, room):
            return size, balanced(title, NASKH_BOLD, measure)
    shown = lines[:TITLE_LINES]
    rest = break_lines(" ".join(line.text for line in lines[TITLE_LINES - 1 :]), NASKH_BOLD, measure)
    shown[-1] = shortened(rest[0], NASKH_BOLD, measure)
    return size, shown


def _title(page: Page, title: str, rtl: bool) -> None:
    size, lines = fitted_title(title)
    leading = size * TITLE_LEADING
    top = TITLE_TOP + (TITLE_BOTTOM - TITLE_TOP - len(lines) * leading) / 2
    for number, line in enumerate(lines):
        _place(page, line, top + number * leading + leading * 0.68, size, INK, from_right=rtl)


def _foot(page: Page, card: Card, rtl: bool) -> None:
    """Source and date where reading begins, the archive's name at the other end."""
    (brand,) = break_lines(card.brand, NASKH_BOLD, EM * EM) or (None,)
    taken = scaled(brand.width, BRAND_SIZE) + SIDE if brand else 0
    if brand:
        _place(page, brand, 572, BRAND_SIZE, LAPIS, from_right=not rtl)
    measure = int((MEASURE - taken) / FOOT_SIZE * EM)
    for text, face, baseline, colour in (
        (card.source, SANS_BOLD, 550, INK),
        (card.date, SANS, 592, SOFT),
    ):
        lines = break_lines(text, face, measure)
        if lines:
            line = shortened(lines[0], face, measure) if len(lines) > 1 else lines[0]
            _place(page, line, baseline, FOOT_SIZE, colour, from_right=rtl)


def _place(page: Page, line: Line, baseline: float, size: float, colour: Colour, *, from_right: bool) -> None:
    x = SIZE[0] - SIDE - scaled(line.width, size) if from_right else SIDE
    page.text(line, x, baseline, size, colour)
