"""Letters to glyphs: HarfBuzz joins them, places their marks and kerns them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import uharfbuzz as hb
from fontTools.pens.ttGlyphPen import TTGlyphPen

from articles.rendering.text.fonts import font_file, font_weight

EM = 1000  # units in which every face is measured and embedded


Parts = tuple[tuple[int, int, int], ...]  # of (glyph, dx, dy)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands for one or more letters: glyphs drawn as one, and how far the pen moves on.

    ``start`` and ``end`` count the letters from the shaped text's beginning.
    """

    parts: Parts
    advance: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A glyph as TrueType data, with what a font's tables say of it. ``bounds``: xMin, yMin, xMax, yMax."""

    data: bytes
    bounds: tuple[int, int, int, int]
    points: int
    contours: int


class Face:
    """One typeface, opened once a process (see :func:`face`)."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._face = hb.Face(hb.Blob.from_file_path(str(font_file(name))))
        self._font = hb.Font(self._face)
        self._font.scale = (EM, EM)
        self._font.set_variations({"wght": font_weight(name)})
        # A text's glyphs cost 30 µs, an outline 400 µs: an article has 1,000 words and 300 outlines.
        self.shape = lru_cache(maxsize=8192)(self._shape)
        self.outline = lru_cache(maxsize=4096)(self._outline)

    def covers(self, letter: str) -> bool:
        return self._font.get_nominal_glyph(ord(letter)) is not None

    def draw(self, parts: Parts, pen: Any, x: int = 0) -> None:
        """Draw glyphs by a pen of fontTools, ``x`` to the right of its origin."""
        for glyph, dx, dy in parts:
            self._font.draw_glyph_with_pen(glyph, _Moved(pen, x + dx, dy))

    def _outline(self, parts: Parts) -> Outline:
        pen = TTGlyphPen(None)
        self.draw(parts, pen)
        drawn = pen.glyph()
        data = drawn.compile(None)
        if not data:
            return Outline(b"", (0, 0, 0, 0), 0, 0)
        bounds = (drawn.xMin, drawn.yMin, drawn.xMax, drawn.yMax)
        return Outline(data, bounds, len(drawn.coordinates), drawn.numberOfContours)

    def _shape(self, text: str, rtl: bool) -> tuple[Cell, ...]:
        """The cells of a text of one direction, from left to right."""
        buffer = hb.Buffer()
        buffer.add_codepoints([ord(letter) for letter in text])
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        hb.shape(self._font, buffer)
        glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
        starts = sorted({info.cluster for info, _ in glyphs})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        cells: list[Cell] = []
        for info, position in glyphs:
            part = (info.codepoint, position.x_offset, position.y_offset)
            if cells and cells[-1].start == info.cluster:
                last = cells.pop()
                part = (part[0], part[1] + last.advance, part[2])
                cells.append(
                    Cell((*last.parts, part), last.advance + position.x_advance, last.start, last.end)
                )
            else:
                cells.append(Cell((part,), position.x_advance, info.cluster, ends[info.cluster]))
        return tuple(cells)


@cache
def face(name: str) -> Face:
    return Face(name)


class _Moved:
    """A pen that draws for another one, shifted."""

    def __init__(self, pen: Any, dx: int, dy: int) -> None:
        self._pen, self._dx, self._dy = pen, dx, dy

    def __getattr__(self, name: str) -> Any:
        draw = getattr(self._pen, name)
        return lambda *points: draw(*((x + self._dx, y + self._dy) for x, y in points))
