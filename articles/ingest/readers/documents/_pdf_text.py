"""The lines of a PDF page in the order of reading, put together from where the characters stand.

A PDF stores glyphs and places; the order of Arabic in it may be that of reading, that of the eye from left
to right, or (Chromium's) a different one for each word. What PDFium makes of it is right for the first two
and has the letters of many words reversed for the third, so only its breaks into lines are used; within a
line characters are sorted by place and turned into reading order by the Unicode bidi algorithm.

A page that shows its text mirrored (made by a program that knows no Arabic) is told by its words: no Arabic
word begins with ة or ى, and the article ال stands at the beginning.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from bidi import get_display

_NOISE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_FORMS: Final = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_LATIN: Final = re.compile("[A-Za-z]")
_MIRRORED: Final = re.compile(r"(?<!\w)[ةى]\w|\w\w(?<=لا)(?!\w)")
_UPRIGHT: Final = re.compile(r"\w[ةى](?!\w)|(?<!\w)ال\w\w")
_PAIR: Final = re.compile(r"\([^()]{1,80}\)|«[^«»]{1,300}»")
_WRONG_PAIR: Final = re.compile(r"\)[^()]{1,80}\(|»[^«»]{1,300}«")
_TURNED: Final = str.maketrans("()[]{}«»‹›", ")(][}{»«›‹")
_ALEF_LAM: Final = re.compile("([اأإآٱ][\u064b-\u0655\u0670]*)(ل[\u064b-\u0655\u0670]*)")
_SAME_PLACE: Final = 0.2  # points
_NO_WIDTH: Final = 0.01  # points
_GAP: Final = 0.15  # of the font size: a space that is not stored


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its place, in points: where it is drawn from, its ink, the box it takes."""

    text: str
    origin: float
    middle: float
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as letters with their marks, from left to right; its place and the size of its letters."""

    letters: tuple[str, ...]
    drawn: str  # the same, every mark where it is drawn
    left: float
    right: float
    base: float
    size: float

    def read(self, *, mirrored: bool = False) -> str:
        """The line in the order of reading; ``mirrored`` when the page shows Arabic the wrong way round."""
        if mirrored or len(_ARABIC.findall(self.drawn)) < len(_LATIN.findall(self.drawn)):
            return self.drawn
        seen = "".join(letter[::-1] for letter in self.letters).strip()
        # The letter in front, taken off the end again, tells the algorithm that numbers stand after Arabic.
        return str(get_display(f"ا{seen}", base_dir="R"))[:-1]


def page_lines(page: pdfium.PdfPage) -> list[TextLine]:
    """The lines of a page, in the order in which the page draws them (columns stay together)."""
    textpage = page.get_textpage()
    try:
        return [_line(glyphs) for glyphs in _broken(_glyphs(textpage)) if any(g.text.strip() for g in glyphs)]
    finally:
        textpage.close()


def is_mirrored(lines: list[TextLine]) -> bool:
    """Whether the pages show Arabic from left to right."""
    text = "\n".join(line.read() for line in lines)
    return len(_MIRRORED.findall(text)) > 2 * len(_UPRIGHT.findall(text))


def with_brackets_put_right(texts: list[str]) -> list[str]:
    """Some programs store the bracket that is meant, others the one that is seen: )2021( becomes (2021)."""
    arabic = [bool(_ARABIC.search(text)) for text in texts]
    right = sum(len(_PAIR.findall(text)) for text, own in zip(texts, arabic, strict=True) if own)
    wrong = sum(len(_WRONG_PAIR.findall(text)) for text, own in zip(texts, arabic, strict=True) if own)
    if wrong <= right:
        return texts
    return [text.translate(_TURNED) if own else text for text, own in zip(texts, arabic, strict=True)]


def _glyphs(textpage: pdfium.PdfTextPage) -> Iterator[Glyph | None]:
    """The characters of a page; None where PDFium sees a line end."""
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    box = pdfium_c.FS_RECTF()
    for index in range(textpage.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(textpage, index)
        if code in (0x0A, 0x0D):
            yield None
            continue
        text = _NOISE.sub("", chr(code)) if code else ""
        text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form.group()), text)
        if not text or pdfium_c.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        pdfium_c.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        pdfium_c.FPDFText_GetCharOrigin(textpage, index, x, y)
        pdfium_c.FPDFText_GetLooseCharBox(textpage, index, box)
        if text.isspace() and box.right - box.left < _NO_WIDTH:
            continue  # Chromium's spaces stand anywhere; the gap between the words is true
        size = pdfium_c.FPDFText_GetFontSize(textpage, index)
        middle = (left.value + right.value) / 2
        yield Glyph(text, x.value, middle, box.left, box.right, y.value, size)


def _broken(glyphs: Iterator[Glyph | None]) -> Iterator[list[Glyph]]:
    line: list[Glyph] = []
    for glyph in glyphs:
        if glyph is not None:
            line.append(glyph)
        elif line:
            yield line
            line = []
    if line:
        yield line


def _line(glyphs: list[Glyph]) -> TextLine:
    letters = [[g] for g in glyphs if not unicodedata.combining(g.text[0])]
    for mark in (g for g in glyphs if unicodedata.combining(g.text[0])):
        if letters:
            min(letters, key=lambda own: _distance(own[0], mark)).append(mark)
    inked = [g for g in glyphs if g.text.strip()] or glyphs
    return TextLine(
        letters=tuple(_spaced(letters)),
        drawn="".join(_spaced([[g] for g in glyphs])).strip(),
        left=min(g.left for g in inked),
        right=max(g.right for g in inked),
        base=inked[0].base,
        size=max(g.size for g in inked),
    )


def _spaced(units: list[list[Glyph]]) -> Iterator[str]:
    """Letters with their marks from left to right, and a space where there is a gap between two."""
    ordered = sorted(units, key=_place)
    end: float | None = None
    # One glyph may be two letters (لا), in the order of reading: they stay together.
    for _, same in groupby(ordered, key=lambda own: (own[0].origin, own[0].middle)):
        group = list(same)
        glyphs = [glyph for own in group for glyph in own]
        text = "".join(glyph.text for glyph in glyphs)
        if len(group) > 1:  # Word names the letters of such a glyph from left to right
            text = _ALEF_LAM.sub(r"\2\1", text)
        if text.isspace():
            end = None
        elif end is not None and min(g.left for g in glyphs) - end > _GAP * glyphs[0].size:
            yield " "
        if not text.isspace():
            end = max(g.right for g in glyphs)
        yield text


def _place(unit: list[Glyph]) -> tuple[float, bool, float]:
    """Letters from left to right; a mark without a width of its own comes before the letter after it."""
    glyph = unit[0]
    return round(glyph.origin, 1), not unicodedata.combining(glyph.text[0]), round(glyph.middle, 1)


def _distance(letter: Glyph, mark: Glyph) -> float:
    """How far a mark is from a letter's box: 0 inside it, less where both are drawn from one place."""
    outside = max(letter.left - mark.middle, mark.middle - letter.right, 0.0)
    return outside - letter.size if abs(letter.origin - mark.origin) < _SAME_PLACE else outside
