"""The chart as a PNG: the SVG, its letters as outlines, drawn by resvg.

Our own layout joins and orders the letters, as in PDFs and cards; resvg's takes every paragraph for one that
runs from left to right. A chart of six lines takes 70 ms.
"""

from __future__ import annotations

import resvg_py
from fontTools.pens.svgPathPen import SVGPathPen

from articles.rendering.chart.model import INK, Chart
from articles.rendering.chart.svg import SvgChart
from articles.rendering.text.fonts import SANS, SANS_BOLD
from articles.rendering.text.layout import Line, break_lines
from articles.rendering.text.shaping import EM, face

_BOLD = 600  # the weight from which letters are drawn bold


def chart_png(chart: Chart) -> bytes:
    """The chart as a PNG of 1200 by 630 pixels."""
    svg = "\n".join(_OutlinedChart(chart).parts())
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))


class _OutlinedChart(SvgChart):
    """The drawing with letters as outlines, in the typefaces of the pages."""

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: int,
        fill: str = INK,
        *,
        weight: int = 400,
        anchor: str = "start",
    ) -> str:
        lines = break_lines(words, SANS_BOLD if weight >= _BOLD else SANS, EM * EM)
        if not lines:
            return ""
        scale = size / EM
        from_left = {"start": float(self.chart.rtl), "middle": 0.5, "end": float(not self.chart.rtl)}[anchor]
        left = x - lines[0].width * scale * from_left
        return (
            f'<path transform="translate({left:g} {y:g}) scale({scale:g} {-scale:g})"'
            f' fill="{fill}" d="{outlines(lines[0])}"/>'
        )


def outlines(line: Line) -> str:
    """The letters of a line as the ``d`` of a path, in em/1000 from its left edge, upwards."""
    pen = SVGPathPen(None, ntos=lambda number: f"{number:g}")
    for placed in line.cells:
        face(placed.face).draw(placed.cell.parts, pen, placed.x)
    return str(pen.getCommands())
