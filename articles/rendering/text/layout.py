"""Paragraphs to lines: words broken at the measure, each line's glyphs placed from left to right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from articles.rendering.text.bidi import levels, visual_order
from articles.rendering.text.direction import is_rtl
from articles.rendering.text.fonts import fallback_of
from articles.rendering.text.shaping import EM, Cell, face

_UNPRINTABLE = ("Cc", "Cs")  # control characters, and halves of a character that was torn apart
_CLOSERS = " ،؛:.,;-–—«("  # stand badly before «…»
_DROPPED = "\u200b\ufeff\u00ad"  # nothing to see or to say; marks of direction stay, they order the line
_SPACES = str.maketrans(dict.fromkeys("\t\n\r\x0b\x0c\x85\u2028\u2029", " ") | dict.fromkeys(_DROPPED, ""))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one level in one typeface without a place to break inside it (or a single space)."""

    start: int
    text: str
    level: int
    face: str
    cells: tuple[Cell, ...]

    @property
    def width(self) -> int:
        return sum(cell.advance for cell in self.cells)

    @property
    def is_space(self) -> bool:
        return self.text == " "


@dataclass(frozen=True, slots=True)
class PositionIndex:
    """A cell on its line: ``x`` from the line's left edge and ``start`` within its text, both in em/1000."""

    face: str
    cell: Cell
    x: int
    start: int


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    rtl: bool
    width: int
    cells: tuple[PositionIndex, ...]


def clean(text: str) -> str:
    """One paragraph: what cannot be printed gone, each run of spaces one space."""
    return " ".join(letter_run for letter_run in _printable(text).split(" ") if letter_run)


def _printable(text: str) -> str:
    return "".join(
        letter for letter in text.translate(_SPACES) if unicodedata.category(letter) not in _UNPRINTABLE
    )


def break_lines(text: str, font: str, measure: int, *, rtl: bool | None = None) -> list[Line]:
    """The lines of a paragraph in one font, each at most ``measure`` (em/1000) wide.

    ``rtl`` is the paragraph's direction, by default that of most letters. A word wider than the measure,
    such as a long address, is broken between letters.
    """
    text = clean(text)
    rtl = is_rtl(text) if rtl is None else rtl
    lines: list[list[Piece]] = [[]]
    width = 0
    for word in _words(_pieces(text, font, levels(text, rtl))):
        word_width = sum(piece.width for piece in word)
        if width + word_width > measure and not word[0].is_space:
            if lines[-1]:
                lines.append([])
            width = 0
            if word_width > measure:
                *full, word = _broken(word, measure)
                lines[-1:] = [*full, []]
                word_width = sum(piece.width for piece in word)
        lines[-1] += word
        width += word_width
    return [_line(pieces, rtl) for pieces in map(_trimmed, lines) if pieces]


def _pieces(text: str, font: str, level_of: list[int]) -> Iterator[Piece]:
    def kind(index: int) -> tuple[int, bool, str]:
        letter = text[index]
        covered = letter == " " or face(font).covers(letter) or not face(fallback_of(font)).covers(letter)
        return level_of[index], letter == " ", font if covered else fallback_of(font)

    for (level, space, name), indices in groupby(range(len(text)), key=kind):
        run = list(indices)
        part = text[run[0] : run[-1] + 1]
        for offset, single in enumerate(part) if space else [(0, part)]:
            cells = face(name).shape(single, bool(level % 2))
            yield Piece(run[0] + offset, single, level, name, cells)


def _words(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    """Pieces that stand together between spaces; each space by itself."""
    for space, group in groupby(pieces, key=lambda piece: piece.is_space):
        together = list(group)
        yield from ([piece] for piece in together) if space else [together]


def _broken(word: list[Piece], measure: int) -> list[list[Piece]]:
    """A word that is too wide, cut between letters into lines that fit."""
    lines: list[list[Piece]] = [[]]
    width = 0
    for piece in word:
        for offset, letter in enumerate(piece.text):
            cells = face(piece.face).shape(letter, bool(piece.level % 2))
            part = Piece(piece.start + offset, letter, piece.level, piece.face, cells)
            if lines[-1] and width + part.width > measure:
                lines.append([])
                width = 0
            lines[-1].append(part)
            width += part.width
    return [_joined(line) for line in lines]


def _joined(letters: list[Piece]) -> list[Piece]:
    """Single letters put together again, so that Arabic ones join."""
    joined = []
    for (level, name), group in groupby(letters, key=lambda piece: (piece.level, piece.face)):
        parts = list(group)
        text = "".join(part.text for part in parts)
        joined.append(Piece(parts[0].start, text, level, name, face(name).shape(text, bool(level % 2))))
    return joined


def _trimmed(pieces: list[Piece]) -> list[Piece]:
    while pieces and pieces[-1].is_space:
        pieces = pieces[:-1]
    while pieces and pieces[0].is_space:
        pieces = pieces[1:]
    return pieces


def _line(pieces: list[Piece], rtl: bool) -> Line:
    first = pieces[0].start
    placed: list[PositionIndex] = []
    x = 0
    for index in visual_order([piece.level for piece in pieces]):
        piece = pieces[index]
        for cell in piece.cells:
            placed.append(PositionIndex(piece.face, cell, x, piece.start + cell.start - first))
            x += cell.advance
    return Line("".join(piece.text for piece in pieces), rtl, x, tuple(placed))


def scaled(units: int, size: float) -> float:
    """A length in em/1000 as points at a font size."""
    return units * size / EM


def balanced(text: str, font: str, measure: int) -> list[Line]:
    """The lines of a title, as few as the measure allows, and as even as that number allows."""
    lines = break_lines(text, font, measure)
    low, high = measure // 2, measure
    while len(lines) > 1 and high - low > measure // 50:
        middle = (low + high) // 2
        narrower = break_lines(text, font, middle)
        if len(narrower) > len(lines):
            low = middle
        else:
            high, lines = middle, narrower
    return lines


def shortened(line: Line, font: str, measure: int) -> Line:
    """The line with a closing «…», without as many of its last words as the measure asks."""
    text = line.text
    while True:
        fitted = break_lines(text.rstrip(_CLOSERS) + "…", font, measure, rtl=line.rtl)
        if len(fitted) == 1:
            return fitted[0]
        text = text.rpartition(" ")[0] or text[:-1]
