"""Dumps of databases as streams of tokens and rows: what MySQL, PostgreSQL, SQLite and SQL Server write."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_CHUNK: Final = 256 * 1024
_QUOTES: Final = "'\"`"
# Where backslashes are letters of a text: MySQL alone writes them as signs of other characters.
_PLAIN_BACKSLASH: Final = re.compile(
    r"PostgreSQL database dump|standard_conforming_strings|PRAGMA |BEGIN TRANSACTION;"
    r"|^SET (?:ANSI|IDENTITY)|^GO\s*$",
    re.M,
)
_OTHERS: Final = (
    r"[^\W\d][\w$@]*|[\d+\-][\w.+\-]*|\s+|--[^\n]*|#[^\n]*|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|\[[^\]\n]{0,128}\]|."
)
_STRINGS: Final = {
    True: r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|`(?:[^`]|``)*`",
    False: r"[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`(?:[^`]|``)*`",
}
_ESCAPE: Final = re.compile(r"\\(.)", re.S)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "0": "", "Z": ""}
_NO_COLUMN: Final = frozenset(
    {"primary", "key", "unique", "constraint", "index", "fulltext", "foreign", "check", "spatial", "like"}
)
_NUMBER: Final = re.compile(r"[+\-]?\d+(?:\.\d+)?")

Value = str | int | None


class SqlRow(NamedTuple):
    """A row that is put into a table; ``columns`` are empty where nobody names them."""

    table: str
    columns: tuple[str, ...]
    values: list[Value]
    line: int


class TooLong(ValueError):
    """A text is longer than the reader may hold."""


class Tokens:
    """The tokens of a dump one after the other, without blanks and comments. Raises TooLong.

    ``line`` is the one on which the last piece begins.
    """

    def __init__(self, stream: io.TextIOWrapper, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self._buffer = stream.read(_CHUNK)
        self._place = 0
        self._escapes = not _PLAIN_BACKSLASH.search(self._buffer)
        self._token = re.compile(f"{_STRINGS[self._escapes]}|{_OTHERS}", re.S)
        self._next_line = self.line = 1

    def __iter__(self) -> Iterator[str]:
        while piece := self._read():
            if not piece.isspace() and not piece.startswith(("--", "#", "/*")):
                yield piece

    def _read(self) -> str:
        while True:
            found = self._token.match(self._buffer, self._place)
            # What ends with the buffer may go on; a quote alone is a text whose end has not been read.
            open_end = found is None or found.end() == len(self._buffer) or found.group() in _QUOTES
            if open_end and (more := self._more()):
                self._buffer, self._place = self._buffer[self._place :] + more, 0
                continue
            if found is None:
                return ""
            self._place = found.end()
            self.line = self._next_line
            self._next_line += found.group().count("\n")
            return found.group()

    def _more(self) -> str:
        held = len(self._buffer) - self._place
        if held > self._limit:
            raise TooLong
        return self._stream.read(max(_CHUNK, held))

    def rest_of_line(self) -> str | None:
        """The next line as it stands, None at the end: the rows of PostgreSQL's COPY are no SQL."""
        while (end := self._buffer.find("\n", self._place)) < 0:
            more = self._more()
            if not more:
                end = len(self._buffer)
                break
            self._buffer, self._place = self._buffer[self._place :] + more, 0
        line, self._place = self._buffer[self._place : end], min(end + 1, len(self._buffer))
        self.line = self._next_line
        self._next_line += 1
        return line if line or self._place < len(self._buffer) else None

    def text(self, piece: str) -> str:
        """What a quoted piece says, or a name in any quotes."""
        escapes = self._escapes or piece[0] in "eE"
        piece = piece[1:] if piece[0] in "eE" and piece[1:2] == "'" else piece
        if piece[0] == "[":
            return piece[1:-1]
        if piece[0] not in _QUOTES:
            return piece
        text = piece[1:-1].replace(piece[0] * 2, piece[0])
        return _ESCAPE.sub(lambda sign: _ESCAPED.get(sign[1], sign[1]), text) if escapes else text


def rows(tokens: Tokens) -> Iterator[SqlRow]:
    """The rows of all tables, in the order of the dump."""
    columns: dict[str, tuple[str, ...]] = {}
    stream = iter(tokens)
    for piece in stream:
        verb = piece.upper()
        if verb in {"INSERT", "REPLACE"}:
            yield from _inserted(tokens, stream, columns)
        elif verb == "CREATE":
            _remember(tokens, stream, columns)
        elif verb == "COPY":
            yield from _copied(tokens, stream)


def _skip(stream: Iterator[str]) -> None:
    for piece in stream:
        if piece == ";" or piece.upper() == "GO":  # SQL Server ends none with a semicolon
            return


def _name(tokens: Tokens, stream: Iterator[str], first: str) -> tuple[str, str]:
    """A table's name without its schema, and the piece after it."""
    name = tokens.text(first)
    for piece in stream:
        if piece == ".":
            name = tokens.text(next(stream, ""))
        else:
            return name.rpartition(".")[2], piece
    return name, ""


def _inserted(tokens: Tokens, stream: Iterator[str], known: dict[str, tuple[str, ...]]) -> Iterator[SqlRow]:
    first = next((piece for piece in stream if piece.upper() not in _INTO), "")
    if not first:
        return
    table, piece = _name(tokens, stream, first)
    columns = known.get(table, ())
    if piece == "(":
        columns = tuple(tokens.text(name) for name in _until_closed(stream) if name != ",")
        piece = next(stream, "")
    if piece.upper() not in {"VALUES", "VALUE"}:
        if piece != ";":
            _skip(stream)
        return
    for piece in stream:
        if piece == "(":
            line = tokens.line
            yield SqlRow(table, columns, _values(tokens, stream), line)
        elif piece != ",":
            if piece != ";" and piece.upper() != "GO":
                _skip(stream)  # ON DUPLICATE KEY UPDATE …
            return


_INTO: Final = frozenset({"INTO", "IGNORE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "OR", "REPLACE"})


def _until_closed(stream: Iterator[str]) -> Iterator[str]:
    """The tokens up to the bracket that closes, with those in brackets within."""
    depth = 1
    for piece in stream:
        depth += (piece == "(") - (piece == ")")
        if not depth:
            return
        yield piece


def _values(tokens: Tokens, stream: Iterator[str]) -> list[Value]:
    """The values of a row; of an expression the first text in it: ``CAST(N'2020-05-06' AS DateTime)``."""
    values: list[Value] = []
    item: list[str] = []
    depth = 0
    for piece in _until_closed(stream):
        depth += (piece == "(") - (piece == ")")
        if piece == "," and not depth:
            values.append(_value(tokens, item))
            item = []
        else:
            item.append(piece)
    values.append(_value(tokens, item))
    return values


def _value(tokens: Tokens, item: list[str]) -> Value:
    quoted = next((piece for piece in item if piece[-1] in "'\"" and len(piece) > 1), "")
    if quoted:
        return tokens.text(quoted)
    word = "".join(item)
    if word.upper() == "NULL":
        return None
    if len(word) <= 18 and word.lstrip("+-").isdigit():
        return int(word)
    return word


def _remember(tokens: Tokens, stream: Iterator[str], known: dict[str, tuple[str, ...]]) -> None:
    """The names of a table's columns, for rows that do not say them."""
    words = (piece for piece in stream)
    if next(words, "").upper() != "TABLE":
        _skip(stream)
        return
    first = next((piece for piece in words if piece.upper() not in {"IF", "NOT", "EXISTS"}), "")
    if not first:
        return
    table, piece = _name(tokens, stream, first)
    if piece == "(":
        names, fresh, depth = [], True, 0
        for piece in _until_closed(stream):
            depth += (piece == "(") - (piece == ")")
            if fresh and piece.lower() not in _NO_COLUMN:
                names.append(tokens.text(piece))
            fresh = piece == "," and not depth
        known[table] = tuple(names)
    if piece != ";":
        _skip(stream)


# ---- PostgreSQL's COPY -------------------------------------------------------------------------------------

_COPY_ESCAPE: Final = re.compile(r"\\(.)")


def _copied(tokens: Tokens, stream: Iterator[str]) -> Iterator[SqlRow]:
    table, piece = _name(tokens, stream, next(stream, ""))
    columns: tuple[str, ...] = ()
    if piece == "(":
        columns = tuple(tokens.text(name) for name in _until_closed(stream) if name != ",")
    words = [piece.upper() for piece in iter(lambda: next(stream, ";"), ";")]
    if words[:2] != ["FROM", "STDIN"]:
        return
    tokens.rest_of_line()
    while (line := tokens.rest_of_line()) is not None and line.rstrip("\r") != "\\.":
        yield SqlRow(table, columns, [_cell(cell) for cell in line.split("\t")], tokens.line)


def _cell(cell: str) -> Value:
    if cell == "\\N":
        return None
    if len(cell) <= 18 and _NUMBER.fullmatch(cell) and "." not in cell:
        return int(cell)
    return _COPY_ESCAPE.sub(lambda sign: _ESCAPED.get(sign[1], sign[1]), cell) if "\\" in cell else cell
