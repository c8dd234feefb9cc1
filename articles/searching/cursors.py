"""Where the next page of a search begins, as a text that an address carries.

By date, the place after the last article shown says it: what is added or deleted meanwhile moves nothing, and
every article that was there throughout comes exactly once. By relevance, one change in the index moves all
scores. So the second page writes the whole order down, without the articles of the first, and the following
ones read on in it (:mod:`articles.searching.rankings`).
"""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Final

from articles.search.types import Cursor
from articles.searching.request import MAX_LIMIT, SearchRequest

MAX_CURSOR: Final = 1_500  # characters
_KEY: Final = 16  # characters of a ranking's name
_SEARCH: Final = 6  # bytes that tell one search from another


class BadCursor(ValueError):
    """A cursor that is garbled, or that of another search."""


class ExpiredCursor(Exception):
    """A cursor whose order is written down no more."""


@dataclass(frozen=True, slots=True)
class After:
    """Behind the article with this date (see ``search.types``) and id."""

    date: int
    id: int

    def cursor(self) -> Cursor:
        return Cursor(0.0, self.date, self.id)


@dataclass(frozen=True, slots=True)
class Shown:
    """Behind the first page by relevance, which had these articles."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """In the order written down as ``key``, behind its first ``offset`` articles."""

    key: str
    offset: int


Place = After | Shown | Within


def encoded(place: Place, request: SearchRequest) -> str:
    """The cursor of the page of ``request`` that begins at ``place``."""
    match place:
        case After():
            body = b"d" + struct.pack("<iq", place.date, place.id)
        case Shown():
            body = b"s" + struct.pack(f"<{len(place.ids)}q", *place.ids)
        case Within():
            body = b"w" + struct.pack("<q", place.offset) + place.key.encode("ascii")
    return base64.urlsafe_b64encode(_search(request) + body).decode("ascii").rstrip("=")


def decoded(text: str, request: SearchRequest) -> Place:
    """The place where the page of ``request`` begins. Raises BadCursor."""
    try:
        if len(text) > MAX_CURSOR:
            raise ValueError("too long")
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        if raw[:_SEARCH] != _search(request):
            raise BadCursor("a cursor that another search gave")
        return _place(raw[_SEARCH : _SEARCH + 1], raw[_SEARCH + 1 :])
    except (ValueError, struct.error, binascii.Error, OverflowError) as error:
        raise error if isinstance(error, BadCursor) else BadCursor("no cursor of a search") from error


def _place(kind: bytes, body: bytes) -> Place:
    if kind == b"d":
        date, number = struct.unpack("<iq", body)
        return After(date, number)
    if kind == b"s" and len(body) <= 8 * MAX_LIMIT:
        return Shown(struct.unpack(f"<{len(body) // 8}q", body))
    if kind == b"w" and len(body) == 8 + _KEY:
        key = body[8:].decode("ascii")
        (offset,) = struct.unpack("<q", body[:8])
        if key.isalnum() and offset >= 0:
            return Within(key, offset)
    raise ValueError(kind)


def _search(request: SearchRequest) -> bytes:
    """What tells a search from another, whatever page of it is asked for."""
    whole = replace(request, page=1, limit=MAX_LIMIT)
    return blake2b(repr(sorted(whole.params())).encode(), digest_size=_SEARCH).digest()
