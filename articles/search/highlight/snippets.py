"""What of a text the reader searched for: spans and snippets over the original text, never HTML."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.highlight.matcher import HitMatcher, hit_matcher
from articles.search.highlight.phrases import Mark
from articles.search.types import Piece, Query, Span

WIDTH = 240
# Characters in which a snippet looks for a first hit, and from there for a better place: the text of an
# article may be a whole book.
_MAX_OFFSET = 100_000
_FURTHER = 10_000
_HEADING = re.compile(r"^#+ ", re.MULTILINE)


def highlight(text: str, query: Query, analyzer: Analyzer) -> list[Span]:
    """The words of the text that the query looks for, in order, each whole: clitics, harakat and all."""
    return [Span(start, end) for start, end, _ in hit_matcher(query.node, analyzer).marks(text)]


def snippet(text: str, query: Query, analyzer: Analyzer, width: int = WIDTH) -> list[Piece]:
    """About ``width`` characters of the text where most of the query's words stand, cut between words.

    Without a hit, or with none before ``_MAX_OFFSET``, its beginning. Runs of blanks become one; ``…`` tells
    that text was left out.
    """
    marks = hit_matcher(query.node, analyzer)
    start = _best_start(text, marks, width) if len(text) > width else 0
    start, end = _window(text, start, width)
    pieces = list(_pieces(text, start, end, marks))
    if start > 0:
        pieces.insert(0, Piece("… ", False))
    if end < len(text.rstrip()):
        pieces.append(Piece(" …", False))
    return _joined(pieces)


def _best_start(text: str, hit_matcher: HitMatcher, width: int) -> int:
    """Where the first hit of the window stands that has the most different words of the query, then the
    most hits. The first window that has them all will do: news says first what it is about."""
    first = next(hit_matcher.marks(text, 0, min(len(text), _MAX_OFFSET)), None)
    if first is None:
        return 0
    near = deque[Mark]()
    best, best_value = 0, (0, 0)
    for mark in hit_matcher.marks(text, first[0], min(len(text), first[0] + _FURTHER)):
        near.append(mark)
        while mark[1] - near[0][0] > width * 3 // 4:
            near.popleft()
        value = (len({number for _, _, number in near}), len(near))
        if value > best_value:
            best, best_value = near[0][0], value
            if value[0] == hit_matcher.wanted:
                break
    return best


def _window(text: str, hit: int, width: int) -> tuple[int, int]:
    """The cut, between words, of ``width`` characters with the hit near its beginning."""
    start = max(0, min(hit - width // 4, len(text) - width))
    if start > 0:
        blank = re.compile(r"\s").search(text, start, hit)
        start = blank.end() if blank else hit
    end = min(len(text), start + width)
    if end < len(text) and not text[end].isspace():
        blanks = [blank.start() for blank in re.compile(r"\s").finditer(text, start + 1, end)]
        end = blanks[-1] if blanks else end
    return start, end


def _pieces(text: str, start: int, end: int, hit_matcher: HitMatcher) -> Iterator[Piece]:
    place = start
    for first, last, _ in hit_matcher.marks(text, start, end):
        yield Piece(_tidy(text[place:first]), False)
        yield Piece(text[first:last], True)
        place = last
    yield Piece(_tidy(text[place:end]), False)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", _HEADING.sub("", text))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without empty ones, unmarked neighbours made one."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and not piece.mark and not joined[-1].mark:
            joined[-1] = Piece(_tidy(joined[-1].text + piece.text), False)
        elif piece.text:
            joined.append(piece)
    return joined
