"""The head of a page: title, subtitle, bylines and dates, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import takewhile
from typing import Final

from articles.arabic.dates.months import GREGORIAN, HIJRI, WEEKDAYS
from articles.arabic.dates.parser import find_dates
from articles.ingest.clean.page import PARAGRAPH, Page, Piece
from articles.ingest.names import byline
from articles.ingest.names.gazetteers import places, sections
from articles.ingest.text import fold, words
from articles.ingest.types import Role

_LIKELY_TITLE: Final = range(4, 31)  # words
_HEAD: Final = 12  # lines among which the title is looked for
_SUBTITLE: Final = range(3, 21)
_CRUMB: Final = 3  # words of a line that is no sentence between the title and the text
_MAX_NAME: Final = 5  # words
_BYLINE: Final = 14  # words of the longest byline
_CRUMBS: Final = re.compile(r"\s*[|>›»/،•·\\-]\s*")
_ISSUE: Final = re.compile(r"(?:^|\W)(?:ال)?عدد\W{0,3}(?:رقم\W{0,3})?\d")  # of a newspaper, with its day
_CLOCK: Final = re.compile(r"\d{1,2}:\d{2}")
# Words beside a date that do not make a sentence of it.
_DATE_WORDS: Final = frozenset(
    fold(
        "آخر تحديث نشر نشرت النشر في بتاريخ تاريخ الساعة ساعة بتوقيت توقيت غرينتش غرينيتش جرينتش مساء"
        " صباحا ظهرا ص م"
        " هـ gmt gst am pm published updated on at by"
    ).split()
)


def find_head(page: Page, stated_fields: Mapping[str, str], source: str) -> None:
    """Give the lines down to the first paragraph their roles, and the page its title.

    ``stated_fields`` is what the file states: its title does not stand in the text, except as a repetition.
    ``source`` is the article's newspaper.
    """
    stated = page.title
    if not stated:
        page.title = _title(page.pieces)
    _cut_stated(page.pieces, stated_fields)
    if stated:
        _cut_repeats(page.pieces, stated)
        above = list(takewhile(lambda piece: piece.role != "repeat", page.pieces))
        if len(above) < len(page.pieces) and not any(piece.is_paragraph for piece in above):
            _cut_above([piece for piece in above if piece.open])
    _cut_bylines(page.pieces, source)
    if not stated:
        _between(page.pieces)


# ---- the title -----------------------------------------------------------------------------------------


def _title(pieces: list[Piece]) -> str:
    """The title's line; the lines above it are no text, lines equal to it are repetitions."""
    lines = [piece for piece in pieces if piece.open or piece.role == "title"]
    title = next((piece for piece in lines if piece.role == "title"), None) or _choose(lines)
    if title is None:
        return ""
    _cut_above(lines[: lines.index(title)])
    title.cut("title")
    text = title.group("title") or title.text
    _cut_repeats(pieces[pieces.index(title) + 1 :], text)
    return text


def _cut_above(lines: list[Piece]) -> None:
    for piece in lines:
        if _is_section(piece):
            piece.cut("section")
        elif _is_byline(piece, ""):
            piece.cut("dateline")
        elif _ISSUE.search(piece.folded) and _is_date(piece):
            piece.cut("date")
        else:
            piece.cut("boilerplate", "above_title")


def _choose(lines: list[Piece]) -> Piece | None:
    """Before the text: a line said twice; else the first of a title's length; else none."""
    text = next((n for n, piece in enumerate(lines) if piece.is_sentence or piece.size > 30), len(lines))
    head = [
        piece
        for piece in lines[:text][:_HEAD]
        if piece.size and not _is_byline(piece, "") and not _is_clock(piece)
    ]
    twice = (
        piece
        for index, piece in enumerate(head)
        if piece.size in _LIKELY_TITLE and any(same_title(piece, later) for later in head[index + 1 :])
    )
    likely = (piece for piece in head if piece.size in _LIKELY_TITLE and not _is_date(piece))
    short = (piece for piece in head if piece.size >= 2)
    return next(twice, None) or next(likely, None) or next(short, None) or next(iter(head), None)


def same_title(one: Piece, other: Piece) -> bool:
    """Whether two lines are one title, with or without the site's name after it."""
    return _same(one.folded, other.folded)


def _same(one: str, other: str) -> bool:
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    marks = (" - ", " | ", " – ", " » ", " : ")
    return bool(shorter) and (longer == shorter or longer.startswith(tuple(shorter + mark for mark in marks)))


def _cut_repeats(pieces: list[Piece], title: str) -> None:
    folded = fold(title)
    size = len(words(folded))
    for piece in [piece for piece in pieces if piece.role in {"body", "heading"}][:_HEAD]:
        if piece.size <= size + 6 and _same(piece.folded, folded):
            piece.cut("repeat")


# ---- bylines, datelines, dates ---------------------------------------------------------------------------


def _cut_stated(pieces: list[Piece], stated_fields: Mapping[str, str]) -> None:
    """Short lines that say once more what a field of the file says: the author's name, the section."""
    roles: dict[str, Role] = {
        "authors": "byline",
        "source": "dateline",
        "section": "section",
        "subtitle": "repeat",
    }
    stated = {
        fold(value): role for name, role in roles.items() for value in stated_fields.get(name, "").split("\n")
    }
    for piece in pieces:
        if piece.open and piece.folded and (role := stated.get(piece.folded)):
            piece.cut(role)


def _cut_bylines(pieces: list[Piece], source: str) -> None:
    """Short lines before the first paragraph or after the last that name a city, an agency, a date."""
    paragraphs = [index for index, piece in enumerate(pieces) if piece.is_paragraph and not _is_date(piece)]
    if not paragraphs:
        return
    title = next((index for index, piece in enumerate(pieces) if piece.role == "title"), -1)
    for index, piece in enumerate(pieces):
        outside = title < index < paragraphs[0] or index > paragraphs[-1]
        if not (outside and piece.open and piece.size):
            continue
        has_clock = bool(_CLOCK.search(piece.text))  # its place is the clock's: 01:12 (مكة المكرمة)
        if not has_clock and _is_byline(piece, source):
            parsed = byline.parse(piece.text, source)
            piece.cut("byline" if parsed.authors and not (parsed.dateline or parsed.agency) else "dateline")
        elif _is_date(piece) or _is_clock(piece):
            piece.cut("date")


def _is_name(piece: Piece) -> bool:
    """A line that is the name of a person and nothing else."""
    if not 2 <= piece.size <= _MAX_NAME or piece.ends:
        return False
    read = byline.parse(piece.text)
    return len(read.authors) == 1 and not (read.unknown or read.dateline or read.agency or read.source)


def _is_clock(piece: Piece) -> bool:
    """When a page was opened or printed, without a year: ``الخميس 12 كانون الأول 09:41``."""
    if not piece.size or piece.size > _BYLINE:
        return False
    spoken = words(piece.folded)
    others = [word for word in spoken if not word.isdigit() and word not in _calendar_words()]
    named = [word for word in others if word not in _DATE_WORDS]
    has_day = any(word in _weekdays() for word in spoken) and any(word.isdigit() for word in spoken)
    return (bool(_CLOCK.search(piece.text)) or has_day) and (
        not named or (len(named) <= 2 and all(word in _place_words() for word in named))
    )


def _is_byline(piece: Piece, source: str) -> bool:
    if not piece.size or piece.size > _BYLINE or piece.text.endswith((".", "؟", "!")):
        return False
    if piece.folded in sections():
        return False
    return byline.parse(piece.text, source).sure


def _is_date(piece: Piece) -> bool:
    """A date with a clock, the place of the clock, and one or two words."""
    if piece.size > 2 * _BYLINE or not find_dates(piece.text):
        return False
    others = [word for word in words(fold(byline.without_dates(piece.text))) if not word.isdigit()]
    return len([word for word in others if word not in _DATE_WORDS and word not in _place_words()]) <= 2


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(fold(name) for name in WEEKDAYS)


@cache
def _calendar_words() -> frozenset[str]:
    names = (*GREGORIAN, *HIJRI, *WEEKDAYS)
    return frozenset(word for name in names for word in fold(name).split())


@cache
def _place_words() -> frozenset[str]:
    return frozenset(word for place in places() for word in place.split())


# ---- what is left --------------------------------------------------------------------------------------


def _between(pieces: list[Piece]) -> None:
    """Between the title and the text: a subtitle, the section, and crumbs that are none of it."""
    title = next((index for index, piece in enumerate(pieces) if piece.role == "title"), -1)
    after = [piece for piece in pieces[title + 1 :] if piece.open]
    text = next((n for n, piece in enumerate(after) if piece.is_sentence or piece.size >= 25), None)
    if text is None:
        text = next((n for n, piece in enumerate(after) if piece.is_paragraph), 0)
    rest = []
    for piece in after[:text]:
        if _is_section(piece):
            piece.cut("section")
        elif _is_name(piece):
            piece.cut("byline")
        elif piece.size < _CRUMB and not piece.ends:
            piece.cut("boilerplate", "below_title")
        else:
            rest.append(piece)
    if rest and _is_subtitle(rest[0], after[text]):
        rest[0].role = "subtitle"


def _is_subtitle(piece: Piece, text: Piece) -> bool:
    """Much shorter than the first paragraph, and without its full stop."""
    stopped = piece.text.endswith((".", ":", "،", "؛"))
    return piece.size in _SUBTITLE and not stopped and text.size >= max(PARAGRAPH, 2 * piece.size)


def _is_section(piece: Piece) -> bool:
    """The name of a section, or several as a path: ``أخبار | اقتصاد``."""
    crumbs = [crumb for crumb in _CRUMBS.split(piece.folded) if crumb]
    return bool(crumbs) and all(crumb in sections() for crumb in crumbs)
