"""What of a text the reader searched for: spans and snippets over the original text, never HTML.

A text is looked at in chunks between blanks. Whether a chunk has a hit is remembered, so that a page of
results costs a few set operations an article and no body is analysed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from articles.arabic.analyzer import Analyzer, Layers
from articles.search import patterns
from articles.search.pointed import agrees, spelled
from articles.search.ranking import scoring_words
from articles.search.tree import leaves
from articles.search.types import Fuzzy, Node, Pattern, Piece, Query, Span, Word

WIDTH = 240
_CHUNK = re.compile(r"\S+")
_REMEMBERED = 100_000  # chunks a query remembers before it starts anew
_HEADING = re.compile(r"^#+ ", re.MULTILINE)

Test = Callable[[Layers, str], bool]  # does this word, written like this, count as a hit?


def highlight(text: str, query: Query, analyzer: Analyzer) -> list[Span]:
    """The words of the text that the query looks for, in order, each whole: clitics, harakat and all."""
    marker = _marker(query.node, analyzer)
    return list(_spans(text, marker))


def snippet(text: str, query: Query, analyzer: Analyzer, width: int = WIDTH) -> list[Piece]:
    """About ``width`` characters of the text where most of the query's words stand, cut between words.

    Without a hit, its beginning. Runs of blanks become one; ``…`` tells that text was left out.
    """
    marker = _marker(query.node, analyzer)
    start = _best_start(text, marker, width) if len(text) > width else 0
    start, end = _window(text, start, width)
    pieces = list(_pieces(text, start, end, marker))
    if start > 0:
        pieces.insert(0, Piece("… ", False))
    if end < len(text.rstrip()):
        pieces.append(Piece(" …", False))
    return _joined(pieces)


class _Marker:
    """The hits of one query in chunks of text; remembers the chunks it has seen."""

    def __init__(self, node: Node, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._tests = list(_tests(node))
        self._seen: dict[str, tuple[tuple[int, int, int], ...]] = {}

    def __call__(self, chunk: str) -> tuple[tuple[int, int, int], ...]:
        """Start, end and the number of the query's word, for each hit in the chunk."""
        hits = self._seen.get(chunk)
        if hits is None:
            if len(self._seen) > _REMEMBERED:
                self._seen.clear()
            hits = self._seen[chunk] = tuple(self._hits(chunk))
        return hits

    def _hits(self, chunk: str) -> Iterator[tuple[int, int, int]]:
        for start, end, surface in self._analyzer.spans(chunk):
            layers = self._analyzer.layers(surface)
            for number, test in enumerate(self._tests):
                if test(layers, chunk[start:end]):
                    yield start, end, number
                    break

    def chunks(self, text: str) -> set[str]:
        """The chunks of the text that have a hit."""
        return {chunk for chunk in set(text.split()) if self(chunk)}


@lru_cache(maxsize=64)
def _marker(node: Node, analyzer: Analyzer) -> _Marker:
    return _Marker(node, analyzer)


def _tests(node: Node) -> Iterator[Test]:
    yield from map(_word_test, scoring_words(node))
    for leaf in leaves(node):
        if isinstance(leaf, Pattern | Fuzzy):
            yield _loose_test(leaf)


def _word_test(word: Word) -> Test:
    layer, terms, typed = word.forms[-1].layer, frozenset(word.forms[-1].terms), word.pointed

    def test(layers: Layers, raw: str) -> bool:
        return getattr(layers, layer) in terms and (not typed or agrees(typed, spelled(raw)))

    return test


def _loose_test(leaf: Pattern | Fuzzy) -> Test:
    return lambda layers, raw: bool(patterns.fitting(leaf, (layers.folded,)))


def _spans(text: str, marker: _Marker, start: int = 0, end: int | None = None) -> Iterator[Span]:
    for chunk in _CHUNK.finditer(text, start, len(text) if end is None else end):
        for hit_start, hit_end, _ in marker(chunk.group()):
            yield Span(chunk.start() + hit_start, chunk.start() + hit_end)


def _best_start(text: str, marker: _Marker, width: int) -> int:
    """Where the window begins that has the most different words of the query, then the most hits."""
    places = sorted(_places(text, marker.chunks(text), marker))
    best, best_value, first = 0, (0, 0), 0
    for last, (place, _) in enumerate(places):
        while place - places[first][0] > width * 3 // 4:
            first += 1
        value = (len({number for _, number in places[first : last + 1]}), last + 1 - first)
        if value > best_value:
            best, best_value = places[first][0], value
    return best


def _places(text: str, chunks: Iterable[str], marker: _Marker) -> Iterator[tuple[int, int]]:
    """Where each hit stands, with the number of its word of the query."""
    for chunk in chunks:
        number = marker(chunk)[0][2]
        place = text.find(chunk)
        while place >= 0:
            yield place, number
            place = text.find(chunk, place + len(chunk))


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


def _pieces(text: str, start: int, end: int, marker: _Marker) -> Iterator[Piece]:
    place = start
    for span in _spans(text, marker, start, end):
        yield Piece(_tidy(text[place : span.start]), False)
        yield Piece(text[span.start : span.end], True)
        place = span.end
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
