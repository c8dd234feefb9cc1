"""The order in which a PDF must name its letters so that they are copied out as they are read.

A PDF holds glyphs from left to right and leaves it to each viewer to guess the reading order. The guess
that most readers meet is PDFium's (Chrome, Edge, Android): it cuts the line into runs of letters of one
kind, takes the runs from the right, and turns Arabic ones around. Thus the words of an English name come
out backwards, a percent sign before its number, brackets the wrong way. The order computed here is the one
that this guess turns into the text as written. The glyphs stay where they are drawn, so that viewers that
go by position (Evince, Okular) are not disturbed.

Source of the rules: PDFium, ``core/fxcrt/fx_bidi.cpp`` and ``CPDF_TextPage::CloseTempLine``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Literal

Kind = Literal["left", "right", "number", "neutral"]

_KINDS: dict[str, Kind] = {
    "L": "left", "R": "right", "AL": "right",
    "AN": "number", "EN": "number", "NSM": "number", "CS": "number", "ES": "number", "ET": "number",
}  # fmt: skip
_MIRRORED = dict(zip("()[]{}<>«»‹›“”‘’≤≥", ")(][}{><»«›‹”“’‘≥≤", strict=True))


def kind_of(letter: str) -> Kind:
    return _KINDS.get(unicodedata.bidirectional(letter), "neutral")


def naming_order(line: str, *, rtl: bool) -> list[tuple[int, str]]:
    """(index in the line, letter to name there), from the first named glyph to the last.

    ``line`` is the text as read; ``rtl`` says that the document declares itself right to left, without
    which PDFium decides by the majority of the runs.
    """
    runs = [(kind, list(run)) for kind, run in _runs(line)]
    rights, lefts = (sum(kind == wanted for kind, _ in runs) for wanted in ("right", "left"))
    from_right = rtl or (rights > 0 and rights >= lefts)
    turned, named = from_right, []
    for kind, indices in runs:
        if kind != "number" and kind != "neutral":
            turned = kind == "right"
        if kind == "right" or (kind == "neutral" and turned):
            named.append([(index, _MIRRORED.get(line[index], line[index])) for index in reversed(indices)])
        else:
            named.append([(index, line[index]) for index in indices])
    return [pair for run in (reversed(named) if from_right else named) for pair in run]


def _runs(line: str) -> Iterator[tuple[Kind, Iterator[int]]]:
    return groupby(range(len(line)), key=lambda index: kind_of(line[index]))
