"""Pages of placed lines, shapes and links, written as a PDF.

Each face is embedded as a font of the glyphs that the pages show: a glyph as HarfBuzz composed and placed
it, with the letters it stands for. So a line is one string on one baseline. (With marks raised and moved one
by one, PDFium takes some of them for lines of their own when the text is copied.)
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph as TableGlyph
from fpdf import FPDF, ViewerPreferences
from fpdf.enums import TextDirection
from fpdf.fonts import Glyph as PdfGlyph
from fpdf.fonts import TTFFont

from articles.rendering.pdf.copy_order import naming_order
from articles.rendering.text.layout import Line, PositionIndex, clean
from articles.rendering.text.shaping import EM, Outline, Parts, face

Colour = tuple[int, int, int]
INK: Colour = (27, 28, 31)
SOFT: Colour = (74, 76, 82)
LAPIS: Colour = (31, 74, 134)
# A longer move to the right is made part of the glyph before it: PDFium would read it as a space.
MAX_MOVE = 60
MAX_STRETCH = 30_000  # a font's advance is a number of two bytes
PRIVATE = 0xE000  # code points that fpdf2 wants a font's glyphs to have


@dataclass(frozen=True, slots=True)
class _Text:
    line: Line
    x: float
    baseline: float
    size: float
    colour: Colour


@dataclass(slots=True)
class Page:
    """What is drawn on one page; lengths are points from its upper left corner."""

    texts: list[_Text] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, Colour]] = field(default_factory=list)
    links: list[tuple[float, float, float, float, str]] = field(default_factory=list)

    def text(self, line: Line, x: float, baseline: float, size: float, colour: Colour) -> None:
        """Draw a line with its left edge at ``x``."""
        self.texts.append(_Text(line, x, baseline, size, colour))

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        self.boxes.append((x, y, width, height, colour))

    def link(self, x: float, y: float, width: float, height: float, url: str) -> None:
        self.links.append((x, y, width, height, url))


class Canvas:
    """Pages of one size (points). ``rtl`` says that the document reads from right to left."""

    def __init__(self, width: float, height: float, *, rtl: bool) -> None:
        self.width, self.height, self.rtl = width, height, rtl
        self.pages: list[Page] = []

    def add_page(self) -> Page:
        self.pages.append(Page())
        return self.pages[-1]

    def pdf(
        self, *, title: str, authors: Iterable[str] = (), language: str = "ar", made: datetime | None = None
    ) -> bytes:
        """The pages as a PDF file."""
        pdf = FPDF(unit="pt", format=(self.width, self.height))
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.set_title(clean(title))
        pdf.set_author(clean("; ".join(authors)))
        pdf.set_lang(language)
        if made:
            pdf.set_creation_date(made)
        pdf.viewer_preferences = _Preferences(
            display_doc_title=True, direction=TextDirection.RTL if self.rtl else TextDirection.LTR
        )
        lines = [[_named(text.line, rtl=self.rtl) for text in page.texts] for page in self.pages]
        with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
            embedded = _Fonts(pdf, Path(folder), (glyph for page in lines for line in page for glyph in line))
            for page, named in zip(self.pages, lines, strict=True):
                pdf.add_page()
                for x, y, width, height, colour in page.boxes:
                    pdf.set_fill_color(*colour)
                    pdf.rect(x, y, width, height, style="F")
                for text, glyphs in zip(page.texts, named, strict=True):
                    pdf._out(embedded.operators(text, glyphs, self.height))
                for link in page.links:
                    pdf.link(*link)
            return bytes(pdf.output())


class _Preferences(ViewerPreferences):
    """Viewer preferences with a proper direction; fpdf2 2.8 writes ``/Direction RTL``, which is no name."""

    def serialize(self, *args: Any, **kwargs: Any) -> str:
        text = super().serialize(*args, **kwargs)
        return text.replace("/Direction RTL", "/Direction /R2L").replace("/Direction LTR", "/Direction /L2R")


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph of an embedded font, with the letters it is copied as, and where it stands on the line."""

    face: str
    parts: Parts
    advance: int
    letters: str
    x: int


def _named(line: Line, *, rtl: bool) -> list[_Glyph]:
    """The line's glyphs in the order in which they are named."""
    owner = {index: cell for cell in line.cells for index in range(cell.start, cell.start + _length(cell))}
    letters: dict[PositionIndex, str] = {}
    for index, letter in naming_order(line.text, rtl=rtl):
        letters[owner[index]] = letters.get(owner[index], "") + letter
    cells = list(letters)
    glyphs = []
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        gap = after.x - cell.x - max(0, cell.cell.advance) if after and after.face == cell.face else 0
        stretch = (
            gap
            if after and MAX_MOVE < gap < MAX_STRETCH and " " not in (letters[cell], letters[after])
            else 0
        )
        glyphs.append(
            _Glyph(cell.face, cell.cell.parts, max(0, cell.cell.advance) + stretch, letters[cell], cell.x)
        )
    return glyphs


def _length(placed: PositionIndex) -> int:
    return placed.cell.end - placed.cell.start


class _Fonts:
    """The faces of a document, each holding just the glyphs that are shown."""

    def __init__(self, pdf: FPDF, folder: Path, glyphs: Iterable[_Glyph]) -> None:
        self.pdf = pdf
        self.glyph_numbers: dict[str, dict[tuple[Parts, int], int]] = {}
        for glyph in glyphs:
            numbers = self.glyph_numbers.setdefault(glyph.face, {})
            numbers.setdefault((glyph.parts, glyph.advance), len(numbers) + 2)  # after .notdef and the space
        for name, numbers in self.glyph_numbers.items():
            file = folder / f"{name}.ttf"
            _build(name, numbers).save(file)
            pdf.add_font(name, fname=file)
            self._embedded(name).ttfont.recalcBBoxes = False

    def operators(self, text: _Text, glyphs: list[_Glyph], page_height: float) -> str:
        """The PDF operators that draw a line: a string for each stretch in one face."""
        red, green, blue = (part / 255 for part in text.colour)
        written = [f"{red:.3f} {green:.3f} {blue:.3f} rg BT"]
        for name, stretch in groupby(glyphs, key=lambda glyph: glyph.face):
            run = list(stretch)
            x = text.x + run[0].x * text.size / EM
            written += [
                self._select(name, text.size),
                f"1 0 0 1 {x:.2f} {page_height - text.baseline:.2f} Tm",
                self._shown(run),
            ]
        return " ".join([*written, "ET"])

    def _select(self, name: str, size: float) -> str:
        # fpdf2 offers no public way to show glyphs of one's own; its version is held for this.
        return self.pdf._set_font_for_page(self._embedded(name), size, wrap_in_text_object=False)

    def _embedded(self, name: str) -> TTFFont:
        return cast(TTFFont, self.pdf.fonts[name])

    def _shown(self, run: list[_Glyph]) -> str:
        shown = ""
        end = run[0].x
        for glyph in run:
            if glyph.x != end:
                shown += f"> {end - glyph.x} <"
            shown += f"{self._code(glyph):04X}"
            end = glyph.x + glyph.advance
        return f"[<{shown}>] TJ"

    def _code(self, glyph: _Glyph) -> int:
        number = self.glyph_numbers[glyph.face][glyph.parts, glyph.advance]
        letters = tuple(ord(letter) for letter in glyph.letters)
        code = self._embedded(glyph.face).subset.pick_glyph(
            PdfGlyph(number, letters, f"g{number}", glyph.advance)
        )
        return cast(int, code)


def _build(name: str, numbers: dict[tuple[Parts, int], int]) -> FontBuilder:
    """A TrueType font of these glyphs."""
    empty = Outline(b"", (0, 0, 0, 0), 0, 0)
    outlines = {".notdef": empty, "space": empty}
    widths = {".notdef": 0, "space": 0}
    for (parts, advance), number in numbers.items():
        outlines[f"g{number}"] = face(name).outline(parts)
        widths[f"g{number}"] = advance
    low, high = (
        [pick(outline.bounds[side + axis] for outline in outlines.values()) for axis in (0, 1)]
        for pick, side in ((min, 0), (max, 2))
    )
    builder = FontBuilder(EM, isTTF=True)
    builder.font.recalcBBoxes = False  # the outlines stay as they are compiled
    builder.updateHead(xMin=low[0], yMin=low[1], xMax=high[0], yMax=high[1])
    builder.setupGlyphOrder(list(outlines))
    builder.setupCharacterMap(
        {0x20: "space"} | {PRIVATE + number: f"g{number}" for number in numbers.values()}
    )
    builder.setupGlyf({}, calcGlyphBounds=False)
    builder.font["glyf"].glyphs = {key: TableGlyph(outline.data) for key, outline in outlines.items()}
    # A glyph's left side bearing must be its xMin, or its outline is drawn shifted.
    builder.setupHorizontalMetrics({key: (widths[key], outlines[key].bounds[0]) for key in outlines})
    builder.setupHorizontalHeader(ascent=high[1], descent=low[1])
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "fullName": name, "psName": name})
    builder.setupOS2(sTypoAscender=high[1], sTypoDescender=low[1])
    builder.setupPost()
    builder.setupMaxp()
    builder.font["maxp"].maxPoints = max(outline.points for outline in outlines.values())
    builder.font["maxp"].maxContours = max(outline.contours for outline in outlines.values())
    return builder
