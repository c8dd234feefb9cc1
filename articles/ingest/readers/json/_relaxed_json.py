"""JSON as shells and people write it: ``ISODate("…")`` of MongoDB, names without quotes, single quotes."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any, Final

_CHUNK: Final = 64 * 1024
_TOKEN: Final = re.compile(
    r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/"
    r"|[^\W\d][\w$]*|\$\w+|[+\-]?\.?\d[\w.+\-]*|\s+|.",
    re.S,
)
_TEXT: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"")
_OPEN_TEXT: Final = re.compile(r"(?<!\")\"(?!\").*\Z", re.S)
# What JSON has not, where no text is: a call, a name or a single-quoted text before a colon.
_SIGNS: Final = re.compile(
    r"[:\[,]\s*(?:new\s+)?[A-Z][A-Za-z0-9]{2,14}\(|[{,]\s*(?:[A-Za-z_$][\w$]*|'[^'\n]{1,100}')\s*:(?!/)"
)
_CONSTANTS: Final = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": None,
    "Infinity": None,
}
_NO_VALUES: Final = frozenset({"BinData", "Timestamp", "MinKey", "MaxKey", "RegExp"})
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "", "\n": ""}


def is_relaxed(start: str) -> bool:
    """Whether a file that should hold JSON begins as what a shell prints."""
    opening = start.lstrip("\ufeff \t\r\n[")
    try:
        json.JSONDecoder(strict=False).raw_decode(opening)
    except (ValueError, RecursionError):
        return bool(_SIGNS.search(_OPEN_TEXT.sub("", _TEXT.sub('""', opening))))
    return False


def values(stream: io.TextIOBase, limit: int) -> Iterator[Any]:
    """The values of a stream and of its lists, one after the other; a piece is at most ``limit`` characters
    long. Raises ValueError where one cannot be read."""
    tokens = _Tokens(stream, limit)
    in_list = False
    while piece := tokens.take():
        if piece == "[" and not in_list:
            in_list = True
        elif piece == "]" and in_list:
            in_list = False
        elif piece == "{":
            yield _value(tokens, piece)
        elif piece not in ",;":
            raise ValueError(f"{piece[:20]!r} before an object")


def one(text: str) -> Any:
    """The one value of a text. Raises ValueError, RecursionError."""
    tokens = _Tokens(io.StringIO(text), len(text))
    value = _value(tokens, tokens.take())
    if tokens.take().strip(",;"):
        raise ValueError("more than one value")
    return value


def _value(tokens: _Tokens, piece: str) -> Any:
    if piece == "new":
        piece = tokens.take()
    if piece == "{":
        return dict(_pairs(tokens))
    if piece == "[":
        return list(_items(tokens, "]"))
    if piece[:1] in _QUOTES and len(piece) > 1:
        return _text(tokens, piece)
    if tokens.skip("("):
        arguments = list(_items(tokens, ")"))
        return arguments[0] if arguments and piece not in _NO_VALUES else None
    if piece in _CONSTANTS:
        return _CONSTANTS[piece]
    return json.loads(piece.removeprefix("+"))


_QUOTES: Final = frozenset("\"'`")


def _pairs(tokens: _Tokens) -> Iterator[tuple[str, Any]]:
    while (piece := tokens.take()) != "}":
        if piece != ",":
            name = _said(piece) if piece[:1] in _QUOTES else piece
            if not tokens.skip(":"):
                raise ValueError(f"no colon after {name[:20]!r}")
            yield name, _value(tokens, tokens.take())


def _items(tokens: _Tokens, end: str) -> Iterator[Any]:
    while (piece := tokens.take()) != end:
        if piece != ",":
            yield _value(tokens, piece)


def _text(tokens: _Tokens, piece: str) -> str:
    """A text, with those that are added to it: shells part long ones (``'one ' + 'text'``)."""
    parts = [_said(piece)]
    while tokens.skip("+"):
        parts.append(_said(tokens.take()))
    return "".join(parts)


def _said(piece: str) -> str:
    return _ESCAPE.sub(_letter, piece[1:-1])


def _letter(found: re.Match[str]) -> str:
    code, short, sign = found.groups()
    return chr(int(code or short, 16)) if code or short else _ESCAPED.get(sign, sign)


class _Tokens:
    """The tokens of a stream, without blanks and comments."""

    def __init__(self, stream: io.TextIOBase, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self._buffer, self._place = "", 0
        self._next: str | None = None

    def take(self) -> str:
        """The next piece, "" at the end."""
        piece, self._next = self._next, None
        while piece is None or piece.isspace() or piece.startswith(("//", "/*")):
            piece = self._read()
        return piece

    def skip(self, sign: str) -> bool:
        """Take the next piece if it is this one."""
        piece = self.take()
        self._next = None if piece == sign else piece
        return piece == sign

    def _read(self) -> str:
        while True:
            found = _TOKEN.match(self._buffer, self._place)
            piece = found.group() if found else ""
            # What ends with the buffer may go on; a quote alone is a text whose end has not been read.
            if not piece or self._place + len(piece) == len(self._buffer) or piece in _QUOTES or piece == "/":
                held = self._buffer[self._place :]
                if len(held) > self._limit:
                    raise ValueError("a text is too long")
                if more := self._stream.read(max(_CHUNK, len(held))):
                    self._buffer, self._place = held + more, 0
                    continue
            self._place += len(piece)
            return piece
