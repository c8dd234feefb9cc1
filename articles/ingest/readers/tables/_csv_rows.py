"""Rows of a table as text, as programs really write them: quotes that are not doubled, or never closed.

Python's csv module reads a cell whose quote is never closed to the end of the file, and all rows in it are
lost in silence. Here a cell ends where a quote stands before a delimiter or the end of its line. When no such
quote comes, or when a line looks as if another cell began in it, the cell ends with its first line.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; ``mended`` when a quote in it was never closed, ``broken`` when it still does not
    have the cells of the others."""

    line: int  # of the file, from 1
    cells: list[str]
    mended: bool = False
    broken: bool = False


class Rows:
    """Iterates over the rows of lines. ``width`` is set to the number of columns once it is known. Of a table
    that is known to be ``exact`` every quote in a cell is doubled, whatever its lines look like."""

    def __init__(self, lines: Iterator[Line], delimiter: str, max_size: int, *, exact: bool = False) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._max_size = max_size
        self.delimiter = delimiter
        self._exact = exact
        self.width = 0
        sign = re.escape(delimiter)
        # In an open cell: an escaped quote, a doubled one, the one that closes it, one that is text.
        escaped = "" if exact else rf'\\"(?!{sign}|\s*$)|'
        self._quote = re.compile(rf'{escaped}""|(?P<end>"(?= *(?:{sign}|\s*$)))|"')
        self._begins = re.compile(rf'{sign}"(?!"|{sign}|\s*$)')

    def __iter__(self) -> Iterator[Row]:
        while (line := self._next()) is not None:
            yield self._row(line)

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _row(self, first: Line) -> Row:
        number, text = first
        if '"' not in text:
            return Row(number, text.split(self.delimiter))
        cells: list[str] = []
        opened = self._take(text, 0, cells)
        if opened is None:
            return self._checked(number, text, cells)
        rest: list[Line] = []
        size = len(text)
        while (line := self._next()) is not None:
            rest.append(line)
            size += len(line[1])
            if size > self._max_size or self._is_another_row(line[1]):
                break
            opened.append("\n")
            ended = self._close(line[1], 0, opened)
            if ended is None:
                continue
            cells.append("".join(opened))
            opened = self._take(line[1], ended, cells)
            if opened is None:
                return Row(number, cells)
        self._again.extendleft(reversed(rest))
        return self._unclosed(number, text)

    def _take(self, text: str, place: int, cells: list[str]) -> list[str] | None:
        """Add the cells of a line from ``place``; return the pieces of one that stays open."""
        while place <= len(text):
            begun = len(text) - len(text[place:].lstrip(" ")) if text[place : place + 1] == " " else place
            if text[begun : begun + 1] == '"':
                opened: list[str] = []
                ended = self._close(text, begun + 1, opened)
                if ended is None:
                    return opened
                cells.append("".join(opened))
                place = ended
            else:
                end = text.find(self.delimiter, place)
                cells.append(text[place:] if end < 0 else text[place:end])
                place = len(text) + 1 if end < 0 else end + 1
        return None

    def _close(self, text: str, place: int, opened: list[str]) -> int | None:
        """Add the text of an open cell from ``place``; return where the next cell begins, None if open."""
        for found in self._quote.finditer(text, place):
            sign = found.group()
            opened.append(text[place : found.start()])
            place = found.end()
            if len(sign) == 2:
                opened.append('"')
            elif text[place:].lstrip(" ").startswith(self.delimiter):
                return text.index(self.delimiter, place) + 1
            elif not text[place:].strip():
                return len(text) + 1
            else:
                opened.append('"')
        opened.append(text[place:])
        return None

    def _is_another_row(self, text: str) -> bool:
        """Whether a cell begins in a line that should lie inside a cell, where quotes are doubled."""
        if self._exact:
            return False
        ended = next((found.start() for found in self._quote.finditer(text) if found["end"]), len(text))
        if (begun := self._begins.search(text)) and begun.start() < ended:
            return True
        if not text.startswith('"') or not ended or not self.width:
            return False
        cells: list[str] = []
        return self._take(text, 0, cells) is None and len(cells) == self.width

    def _checked(self, number: int, text: str, cells: list[str]) -> Row:
        """A row whose cells are too many may escape every quote with a backslash."""
        if self.width and len(cells) > self.width and '\\"' in text:
            escaped: list[str] = []
            if Rows(iter(()), self.delimiter, 0)._take(text.replace('\\"', '""'), 0, escaped) is None:
                return Row(number, escaped if len(escaped) == self.width else cells)
        return Row(number, cells)

    def _unclosed(self, number: int, text: str) -> Row:
        cells = [cell.strip().removeprefix('"').replace('""', '"') for cell in text.split(self.delimiter)]
        return Row(number, cells, mended=True, broken=bool(self.width) and len(cells) != self.width)
