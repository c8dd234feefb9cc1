"""A page line by line while the roles of its lines are being found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from articles.ingest.clean.rules import Match, Rule, Rules
from articles.ingest.text import ends_sentence, fold, tidy, unfolded, words
from articles.ingest.types import ARTICLE_ROLES, HEADING, Line, RawArticle, Role

_EDGE: Final = 300  # characters at either end of a line in which a part of it may be boilerplate
_MAX_WORDS: Final = 80  # words; no rule is about a longer line
_TITLE: Final = 90  # characters of a title made of the first words of a text
PARAGRAPH: Final = 12  # words from which a line is a paragraph whatever its end
_SENTENCE: Final = 6  # words from which a line that ends as a sentence is one

# Roles that say by themselves why their lines are cut.
_REASONS: Final[frozenset[Role]] = frozenset(
    {"repeat", "dateline", "byline", "date", "section", "tags", "cross_link", "boilerplate"}
)


def first_words(body: str) -> str:
    """A title for a body that has none: its first line, or the beginning of that."""
    text = body.removeprefix(HEADING).partition("\n")[0]
    if len(text) <= _TITLE:
        return text
    return text[:_TITLE].rpartition(" ")[0] + "…"


@dataclass(slots=True)
class Piece:
    """A line, or a part of one. ``folded`` is empty for lines too long for any rule."""

    number: int
    text: str
    folded: str = ""
    size: int = 0  # words
    role: Role = "body"
    reason: str = ""
    match: Match | None = None
    fixed: bool = False  # the format itself says that it is text: a caption

    @property
    def open(self) -> bool:
        """Not yet told to be anything but text, nor to be text for sure."""
        return self.role == "body" and not self.fixed

    @property
    def is_sure(self) -> bool:
        """Told by a rule that counts more than what the file states."""
        return bool(self.match and self.match.rule.sure)

    def group(self, name: str) -> str:
        """What a named group of the rule found, as it stands in the line."""
        if not self.match or name not in self.match.groups:
            return ""
        start, end = self.match.groups[name]
        return self.text[unfolded(self.text, start) : unfolded(self.text, end)].strip(" -–—:|«»()[]")

    @property
    def ends(self) -> bool:
        return ends_sentence(self.text)

    @property
    def is_paragraph(self) -> bool:
        return self.open and (self.size >= PARAGRAPH or (self.size >= _SENTENCE and self.ends))

    @property
    def is_sentence(self) -> bool:
        """A paragraph beyond doubt."""
        return self.open and self.size >= PARAGRAPH and self.ends

    def cut(self, role: Role, reason: str = "") -> None:
        self.role = role
        self.reason = "" if role in ARTICLE_ROLES else reason or (role if role in _REASONS else "")


@dataclass(slots=True)
class Page:
    """A text whose lines have their roles, and its title: as the file states it, or as a line says it."""

    pieces: list[Piece] = field(default_factory=list)
    title: str = ""

    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(piece.number, piece.text, piece.role, piece.reason) for piece in self.pieces)

    def of(self, *roles: Role) -> list[Piece]:
        return [piece for piece in self.pieces if piece.role in roles]


def pieces(found: RawArticle, rules: Rules, source: str) -> Iterator[Piece]:
    """The lines of ``found.text``; those that the format or a rule knows by themselves have their role."""
    texts = [tidy(raw) for raw in found.text.split("\n")]
    place, count = 0, sum(map(bool, texts))
    for number, text in enumerate(texts):
        if not text:
            yield Piece(number, "", role="blank")
            continue
        place += 1
        for piece in _parts(Piece(number, text), rules, source):
            if piece.open:
                _tell(piece, found.marks)
                _apply(rules, piece, source, (place, place - count - 1))
            yield piece


def _parts(piece: Piece, rules: Rules, source: str) -> Iterator[Piece]:
    """The line, with boilerplate at its beginning and its end as pieces of their own."""
    if cut := rules.start(fold(piece.text[:_EDGE]), source):
        place = unfolded(piece.text, cut[1])
        yield _cut_piece(piece.number, piece.text[:place], cut[0])
        piece.text = piece.text[place:].strip()
    offset = max(0, len(piece.text) - _EDGE)
    cut = rules.end(fold(piece.text[offset:]), source)
    place = offset + unfolded(piece.text[offset:], cut[1]) if cut else len(piece.text)
    if piece.text[:place].strip():
        yield Piece(piece.number, piece.text[:place].strip())
    if cut:
        yield _cut_piece(piece.number, piece.text[place:], cut[0])


def _cut_piece(number: int, text: str, rule: Rule) -> Piece:
    return Piece(number, text.strip(), fold(text), role=rule.role, reason=rule.reason, match=Match(rule, {}))


def _tell(piece: Piece, marks: Mapping[int, Role]) -> None:
    """Give the line its words, and the role that the format knows."""
    piece.size = piece.text.count(" ") + 1
    if mark := marks.get(piece.number):
        piece.cut(mark)
        piece.fixed = mark == "body"
    if piece.size <= _MAX_WORDS:
        piece.folded = fold(piece.text)
        piece.size = len(words(piece.folded))


def _apply(rules: Rules, piece: Piece, source: str, at: tuple[int, int]) -> None:
    match = rules.whole(piece.folded, source, at) if piece.folded else None
    if match is None or (not match.rule.sure and (piece.role != "body" or piece.fixed)):
        return
    piece.match = match
    piece.cut(match.rule.role, match.rule.reason)
    piece.fixed = piece.role == "body"
