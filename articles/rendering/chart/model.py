"""A line chart as data: what SVG and PNG draw, and the arithmetic they share."""

from __future__ import annotations

from dataclasses import dataclass

VERSION = "2"  # moves when a drawing changes, so that files kept from before are made anew

INK, SOFT, RULE, BASE = "#1b1c1f", "#4a4c52", "#dedad1", "#85827a"
# Lapis and its companions: each differs from its neighbours in lightness, dash and marker too.
COLOURS = ("#1f4a86", "#8f4a12", "#1a6741", "#4a4c52", "#a1261d", "#7d5000")
DASHES = ((), (7, 4), (2, 3), (10, 3, 2, 3), (14, 4), (4, 2))
MARKERS = ("o", "s", "^", "D", "v", "P")
MAX_MARKED = 60  # points of a line that carry markers; beyond, the line alone


@dataclass(frozen=True, slots=True)
class Line:
    """A query's values, oldest first; None where there is nothing to measure. ``words`` are the values in
    the reader's digits."""

    label: str
    values: tuple[float | None, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Words are as the reader is to see them. ``rtl`` puts the oldest period at the right.

    ``axis`` names some of the periods below the drawing: as many words as periods, '' where none is named.
    """

    title: str
    unit: str
    periods: tuple[str, ...]
    axis: tuple[str, ...]
    lines: tuple[Line, ...]
    tick_words: tuple[str, ...]  # of ``ticks(lines)``
    rtl: bool = True
    source: str = ""  # at the foot: where the numbers come from

    @property
    def top(self) -> float:
        return ticks(self.lines)[-1]


def ticks(lines: tuple[Line, ...]) -> tuple[float, ...]:
    """From 0 to above the highest value, in four to six steps of 1, 2 or 5 times a power of ten.

    >>> ticks((Line("", (486, None), ("", "")),))
    (0.0, 100.0, 200.0, 300.0, 400.0, 500.0)
    """
    highest = max((value for line in lines for value in line.values if value is not None), default=0)
    if highest <= 0:
        return (0.0, 1.0)
    power = 10.0
    while power > highest:
        power /= 10
    while power * 10 <= highest:
        power *= 10
    step = next(power * part for part in (0.1, 0.2, 0.5, 1, 2, 5) if highest <= power * part * 6)
    count = -(-round(highest / step * 1e6) // 10**6)
    return tuple(round(step * index, 6) for index in range(int(count) + 1))


def shortened(label: str, maximum: int = 44) -> str:
    """A query as the legend shows it."""
    return label if len(label) <= maximum else label[:maximum].rpartition(" ")[0] + "…"
