"""The chart as a picture file of its own: scalable, with its numbers as text for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax import saxutils

from articles.rendering.chart.model import (
    BASE,
    COLOURS,
    DASHES,
    INK,
    MARKERS,
    MAX_MARKED,
    RULE,
    SOFT,
    Chart,
    Line,
    shortened,
    ticks,
)
from articles.rendering.text.xml_text import xml_text

WIDTH, HEIGHT = 1200, 630
LEFT, RIGHT, TOP, BOTTOM = 90, 60, 130, 90  # around the plot; in Arabic the left and right change places
LEGEND_ROW = 34
FONT = "'IBM Plex Sans Arabic', 'Noto Sans Arabic', 'Segoe UI', Tahoma, sans-serif"


def escape(text: str) -> str:
    """The text for XML, without the characters that XML cannot hold."""
    return saxutils.escape(xml_text(text))


def chart_svg(chart: Chart) -> str:
    """A standalone SVG document."""
    return "\n".join(SvgChart(chart).parts())


def path_of(points: list[tuple[float, float] | None]) -> str:
    """The ``d`` of a line through the points, broken where one is missing."""
    commands = []
    pen_down = False
    for point in points:
        if point is not None:
            commands.append(f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}")
        pen_down = point is not None
    return "".join(commands)


class SvgChart:
    """The drawing, part by part. Letters are text: whoever shows it brings the typefaces."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        rows = -(-len(chart.lines) // 2)
        self.left = RIGHT if chart.rtl else LEFT
        self.right = WIDTH - (LEFT if chart.rtl else RIGHT)
        self.top = TOP + LEGEND_ROW * max(0, rows - 1)
        self.bottom = HEIGHT - BOTTOM

    def parts(self) -> Iterator[str]:
        chart = self.chart
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
            f' aria-labelledby="t d" direction="{"rtl" if chart.rtl else "ltr"}"'
            f' font-family={saxutils.quoteattr(FONT)} font-size="20" fill="{INK}">'
        )
        yield f'<title id="t">{escape(chart.title)}</title>'
        yield f'<desc id="d">{escape(self.described())}</desc>'
        yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        start = self.right if chart.rtl else self.left
        yield self.text(start, 44, chart.title, size=26, weight=600)
        yield from self.legend()
        yield from self.axes()
        for number, line in enumerate(chart.lines):
            yield from self.line(number, line)
        if chart.source:
            yield self.text(start, HEIGHT - 18, chart.source, size=16, fill=SOFT)
        yield "</svg>"

    def described(self) -> str:
        lines = (
            f"{line.label}: "
            + ("، " if self.chart.rtl else ", ").join(
                f"{period} {word}" for period, word in zip(self.chart.periods, line.words, strict=True)
            )
            for line in self.chart.lines
        )
        return ". ".join((self.chart.unit, *lines))

    def x(self, index: int) -> float:
        steps = max(1, len(self.chart.periods) - 1)
        along = (self.right - self.left) * index / steps
        return round(self.right - along if self.chart.rtl else self.left + along, 1)

    def y(self, value: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * value / self.chart.top, 1)

    def legend(self) -> Iterator[str]:
        """Two columns, from where reading begins."""
        for number, line in enumerate(self.chart.lines):
            row, column = divmod(number, 2)
            y = 84 + row * LEGEND_ROW
            offset = column * (self.right - self.left) / 2
            x = self.right - offset if self.chart.rtl else self.left + offset
            away = -1 if self.chart.rtl else 1
            yield f'<path d="M{x:g} {y - 7}h{44 * away}" {self.stroke(number)}/>'
            yield self.marker(number, x + 22 * away, y - 7)
            yield self.text(x + 56 * away, y, shortened(line.label), size=20)

    def axes(self) -> Iterator[str]:
        chart = self.chart
        side = self.right + 14 if chart.rtl else self.left - 14
        for value, words in zip(ticks(chart.lines), chart.tick_words, strict=True):
            y = self.y(value)
            colour = RULE if value else BASE
            yield f'<path d="M{self.left} {y:g}H{self.right}" stroke="{colour}" fill="none"/>'
            # The anchor «start» is where the text begins: in Arabic its right edge.
            yield self.text(side, y + 6, words, size=17, fill=SOFT, anchor="end")
        for index, words in enumerate(chart.axis):
            if words:
                yield self.text(self.x(index), self.bottom + 32, words, 17, SOFT, anchor="middle")

    def line(self, number: int, line: Line) -> Iterator[str]:
        points = [
            None if value is None else (self.x(index), self.y(value))
            for index, value in enumerate(line.values)
        ]
        yield f'<path d="{path_of(points)}" {self.stroke(number)}/>'
        if len(points) <= MAX_MARKED:
            for index, point in enumerate(points):
                if point:
                    title = f"{line.label} – {self.chart.periods[index]}: {line.words[index]}"
                    yield self.marker(number, *point, title=title)

    @staticmethod
    def stroke(number: int) -> str:
        dash = " ".join(map(str, DASHES[number]))
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        return f'stroke="{COLOURS[number]}" stroke-width="3" stroke-linejoin="round" fill="none"{dashed}'

    @staticmethod
    def marker(number: int, x: float, y: float, title: str = "") -> str:
        shapes = {
            "o": "m-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
            "s": "m-5-5h10v10h-10z",
            "^": "m0-6.5l6.5 11h-13z",
            "D": "m0-6.5l6.5 6.5l-6.5 6.5l-6.5-6.5z",
            "v": "m0 6.5l6.5-11h-13z",
            "P": "m-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
        }
        named = f"<title>{escape(title)}</title>" if title else ""
        shape = f"M{x:g} {y:g}{shapes[MARKERS[number]]}"
        return f'<path d="{shape}" fill="{COLOURS[number]}">{named}</path>'

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
        return (
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
            f' text-anchor="{anchor}">{escape(words)}</text>'
        )
