"""The chart as a PNG, drawn by matplotlib; Arabic joined by arabic-reshaper and put in order by python-bidi.

matplotlib takes half a second and 65 MB to import, so web processes draw in a process of their own
(:func:`chart_png`), which ends with the picture.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import arabic_reshaper
from bidi.algorithm import get_display

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
from articles.rendering.text.direction import is_rtl
from articles.rendering.text.fonts import SANS, SANS_BOLD, font_file

DPI = 100
INCHES = (12.0, 6.3)
ROOT = Path(__file__).resolve().parents[3]
SECONDS = 30  # after which a drawing is given up
_MARKED = re.compile("([\u064b-\u065f\u0670]+)(.)")
_LATIN_MARK = "\u200e"
_LATIN_WITH_BRACKETS = re.compile(r"[A-Za-z][^()\u0590-\u08ff]*\([^()\u0590-\u08ff]*\)")
_LEFT_TO_RIGHT, _END = "\u202d", "\u202c"


class DrawingFailed(Exception):
    """matplotlib could not draw; the message is its own."""


def chart_png(chart: Chart, workspace: Path) -> bytes:
    """The chart as a PNG of 1200 by 630 pixels, drawn in another process. Raises DrawingFailed.

    matplotlib keeps its list of the machine's fonts in ``workspace``: making it takes longer than a drawing.
    """
    order = json.dumps(asdict(chart)).encode()
    workspace.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "articles.rendering.chart.png"],
            input=order,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "MPLCONFIGDIR": str(workspace)},
            cwd=ROOT,
        )
    except subprocess.TimeoutExpired as error:
        raise DrawingFailed(f"no picture after {SECONDS} seconds") from error
    if done.returncode:
        raise DrawingFailed(done.stderr.decode(errors="replace").strip()[-500:])
    return done.stdout


def draw(chart: Chart) -> bytes:
    """The chart as a PNG, drawn here."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=INCHES, dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    rows = max(1, -(-len(chart.lines) // 2))
    axes = figure.add_axes((0.06, 0.15, 0.86, 0.68 - 0.055 * (rows - 1)))
    start, align = (0.92, "right") if chart.rtl else (0.06, "left")
    figure.text(start, 0.93, shown(chart.title), fontproperties=_font(SANS_BOLD, 17), color=INK, ha=align)
    if chart.source:
        figure.text(start, 0.03, shown(chart.source), fontproperties=_font(SANS, 11), color=SOFT, ha=align)
    for number, line in enumerate(chart.lines):
        axes.plot(
            range(len(chart.periods)),
            [float("nan") if value is None else value for value in line.values],
            color=COLOURS[number],
            linewidth=2.2,
            linestyle=(0, DASHES[number]) if DASHES[number] else "solid",
            marker=MARKERS[number] if len(chart.periods) <= MAX_MARKED else None,
            markersize=6.5,
            clip_on=False,
        )
        _legend_entry(figure, chart, number)
    _dress(axes, chart)
    png = io.BytesIO()
    figure.savefig(png, format="png")
    return png.getvalue()


def _dress(axes: Any, chart: Chart) -> None:
    """Axes, grid and their words; time runs the way the page reads."""
    steps = ticks(chart.lines)
    axes.set_ylim(0, chart.top * 1.03)
    axes.set_xlim(-0.3, max(1, len(chart.periods) - 1) + 0.3)
    axes.set_yticks(steps, [shown(words) for words in chart.tick_words])
    named = [index for index, words in enumerate(chart.axis) if words]
    axes.set_xticks(named, [shown(chart.axis[index]) for index in named])
    if chart.rtl:
        axes.invert_xaxis()
        axes.yaxis.tick_right()
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_font(SANS, 12))
        label.set_color(SOFT)
    axes.tick_params(length=0, pad=8)
    axes.grid(axis="y", color=RULE)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(BASE)


def _legend_entry(figure: Any, chart: Chart, number: int) -> None:
    """A sample of the line and its query, in two columns from where reading begins."""
    from matplotlib.lines import Line2D

    row, column = divmod(number, 2)
    y = 0.872 - 0.055 * row
    begin = 0.92 - 0.43 * column if chart.rtl else 0.06 + 0.43 * column
    away = -1 if chart.rtl else 1
    figure.add_artist(
        Line2D(
            [begin, begin + 0.018 * away, begin + 0.036 * away],
            [y + 0.012] * 3,
            color=COLOURS[number],
            linewidth=2.2,
            linestyle=(0, DASHES[number]) if DASHES[number] else "solid",
            marker=MARKERS[number],
            markevery=[1],
            markersize=6.5,
        )
    )
    figure.text(
        begin + 0.046 * away,
        y,
        shown(shortened(chart.lines[number].label)),
        fontproperties=_font(SANS, 13),
        color=INK,
        ha="right" if chart.rtl else "left",
    )


def shown(text: str) -> str:
    """The text as matplotlib is to be given it: letters in their joined forms, from left to right.

    From matplotlib 3.11 on, HarfBuzz would put the letters in order a second time; a left-to-right override
    keeps them as they are.
    """
    text = text.replace("$", r"\$")  # no formulas
    # python-bidi's algorithm that mirrors brackets does not pair them (UAX #9, rule N0): a mark does.
    text = _LATIN_WITH_BRACKETS.sub(rf"\g<0>{_LATIN_MARK}", text)
    placed = get_display(_reshaper().reshape(text), base_dir="R" if is_rtl(text) else "L")
    placed = placed.replace(_LATIN_MARK, "")
    # Turned around with its word, a mark stands before its letter; fonts want it after (UAX #9, rule L3).
    placed = _MARKED.sub(lambda found: found[2] + found[1][::-1], placed)
    return f"{_LEFT_TO_RIGHT}{placed}{_END}" if _shapes_itself() else placed


@cache
def _reshaper() -> arabic_reshaper.ArabicReshaper:
    return arabic_reshaper.ArabicReshaper({"delete_harakat": False, "support_ligatures": True})


@cache
def _shapes_itself() -> bool:
    from matplotlib import ft2font

    return hasattr(ft2font, "__libraqm_version__")


@cache
def _font(name: str, size: float) -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_file(name)), size=size)


def _read(order: dict[str, Any]) -> Chart:
    lines = [Line(line["label"], tuple(line["values"]), tuple(line["words"])) for line in order["lines"]]
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in order.items()
    }
    return Chart(**values | {"lines": tuple(lines)})


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(_read(json.load(sys.stdin))))
