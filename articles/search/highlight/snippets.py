"""What of a text the reader searched for: spans and snippets over the original text, never HTML."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import takewhile

from articles.search.highlight.matcher import HitMatcher
from articles.search.highlight.phrases import Mark
from articles.search.types import Piece, Span

WIDTH = 240
# Characters in which a snippet looks for a first hit, and from there for a better place: the text of an
# article may be a whole book.
_MAX_OFFSET = 100_000
_FURTHER = 10_000
_HEADING = re.compile(r"^#+ ", re.MULTILINE)
_BLANK = re.compile(r"\s")
_UP_TO_LAST_BLANK = re.compile(r".*\s", re.DOTALL)
_BLANKS = re.compile(r"[^\S ]\s*| \s+")  # all runs that are not one space already


def highlight(text: str, hits: HitMatcher) -> list[Span]:
    """The words of the text that the query looks for, in order, each whole: clitics, harakat and all."""
    return [Span(start, end) for start, end, _ in hits.marks(text)]


def snippet(text: str, hits: HitMatcher, width: int = WIDTH) -> list[Piece]:
    """About ``width`` characters of the text where most of the query's words stand, cut between words.

    Without a hit, or with none before ``_MAX_OFFSET``, its beginning. Runs of blanks become one; ``…`` tells
    that text was left out.
    """
    start = _best_start(text, hits, width) if len(text) > width else 0
    start, end = _window(text, start, width)
    pieces = _pieces(text, start, end, hits)
    if start > 0:
        first = pieces.pop(0).text if pieces and not pieces[0].mark else ""
        pieces.insert(0, Piece(_tidy(f"… {first}"), False))
    if end < len(text.rstrip()):
        last = pieces.pop().text if pieces and not pieces[-1].mark else ""
        pieces.append(Piece(_tidy(f"{last} …"), False))
    return pieces


def _best_start(text: str, hits: HitMatcher, width: int) -> int:
    """Where the first hit of the window stands that has the most different words of the query, then the
    most hits. The first window that has them all will do: news says first what it is about."""
    near = deque[Mark]()
    best, best_value = 0, (0, 0)
    for mark in _first_marks(text, hits):
        near.append(mark)
        while mark[1] - near[0][0] > width * 3 // 4:
            near.popleft()
        value = (hits.different(near), len(near))
        if value > best_value:
            best, best_value = near[0][0], value
            if value[0] == hits.wanted:
                break
    return best


def _first_marks(text: str, hits: HitMatcher) -> Iterator[Mark]:
    """The hits from the first one on, as far as a snippet looks."""
    marks = hits.marks(text, 0, min(len(text), _MAX_OFFSET + _FURTHER))
    first = next(marks, None)
    if first is None or first[1] > _MAX_OFFSET:
        return
    yield first
    yield from takewhile(lambda mark: mark[1] <= first[0] + _FURTHER, marks)


def _window(text: str, hit: int, width: int) -> tuple[int, int]:
    """The cut, between words, of ``width`` characters with the hit near its beginning."""
    start = max(0, min(hit - width // 4, len(text) - width))
    if start > 0:
        blank = _BLANK.search(text, start, hit)
        start = blank.end() if blank else hit
    end = min(len(text), start + width)
    if end < len(text) and not text[end].isspace():
        blanks = _UP_TO_LAST_BLANK.match(text, start + 1, end)
        end = blanks.end() - 1 if blanks else end
    return start, end


def _pieces(text: str, start: int, end: int, hits: HitMatcher) -> list[Piece]:
    """What stands there, in order: hits, and what lies between them; none is empty."""
    pieces: list[Piece] = []
    place = start
    for first, last, _ in hits.marks(text, start, end):
        if between := _tidy(text[place:first]):
            pieces.append(Piece(between, False))
        pieces.append(Piece(text[first:last], True))
        place = last
    if rest := _tidy(text[place:end]):
        pieces.append(Piece(rest, False))
    return pieces


def _tidy(text: str) -> str:
    if text.isprintable() and "  " not in text and text[:1] != "#":
        return text  # of blanks one space alone is printable: to look takes a tenth of the time
    return _BLANKS.sub(" ", _HEADING.sub("", text))
