"""Which lines of a page are the article, and why the others are not.

Nothing is rewritten and nothing is lost: every stretch of the text keeps its place, gets a role, and says
the reason when it is cut. What rules (:mod:`articles.ingest.rules`) do not know is told by where it stands:
a page has a head, paragraphs, and a tail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from articles.arabic.dates import find_dates
from articles.ingest import byline
from articles.ingest.rules import Match, Rule, Rules
from articles.ingest.text import ends_sentence, fold, tidy, unfolded, words
from articles.ingest.types import Found, Line, Role
from articles.ingest.vocabulary import sections

_EDGE: Final = 300  # characters at either end of a line in which a part of it may be furniture
_PARAGRAPH: Final = 12  # words from which a line is a paragraph whatever its end
_SENTENCE: Final = 6  # words from which a line that ends as a sentence is one
_HEADING: Final = 9  # words of the longest section heading
_TITLE: Final = (4, 30)  # words of a likely title
_SUBTITLE: Final = 16

_REASONS: Final[dict[Role, str]] = {
    "repeat": "تكرار العنوان",
    "dateline": "المصدر ومكان الخبر",
    "byline": "الكاتب",
    "date": "تاريخ",
    "section": "القسم",
}
_HEAD_MENU: Final = "سطر فوق العنوان"
_TAIL: Final = "ما بعد المقال"
_TAIL_MENU: Final = "قائمة تحت المقال"
_OUTSIDE: Final = "خارج متن المقال"
_NO_WORDS: Final = "علامات بلا كلمات"


@dataclass(slots=True)
class Piece:
    """A line, or a part of one, while its role is being found."""

    number: int
    text: str
    folded: str = ""
    size: int = 0  # words
    role: Role = "body"
    reason: str = ""
    match: Match | None = None

    @property
    def open(self) -> bool:
        """Not yet told to be anything but text."""
        return self.role == "body"

    @property
    def is_paragraph(self) -> bool:
        return self.open and (
            self.size >= _PARAGRAPH or (self.size >= _SENTENCE and ends_sentence(self.text))
        )

    def cut(self, role: Role, reason: str = "") -> None:
        self.role, self.reason = role, reason or _REASONS.get(role, "")


@dataclass(slots=True)
class Page:
    """A text whose lines have their roles. ``matches`` holds what rules found, by the piece."""

    pieces: list[Piece] = field(default_factory=list)
    title: str = ""  # as the file states it, or as a line says it

    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(piece.number, piece.text, piece.role, piece.reason) for piece in self.pieces)

    def of(self, *roles: Role) -> list[Piece]:
        return [piece for piece in self.pieces if piece.role in roles]


def clean(found: Found, rules: Rules) -> Page:
    """The lines of ``found.text``, each with its role. A title that the file states stays out of them."""
    given_title = tidy(found.given.get("title", ""))
    source = found.given.get("source", "")
    page = Page(list(_pieces(found, rules, source)), given_title)
    _tail(page.pieces)
    _stated(page.pieces, found.given)
    if given_title:
        _repeats(page.pieces, given_title)
    else:
        page.title = _head(page.pieces)
    _datelines(page.pieces, source)
    if not given_title:
        _subtitle(page.pieces)
        _below(page.pieces)
    _headings(page.pieces)
    if not page.of("body"):
        _restore(page)
    return page


def _restore(page: Page) -> None:
    """Rules that leave no text at all are wrong: the title's line is the text, else all lines are."""
    if titles := page.of("title"):
        page.title = ""
    for piece in titles or page.of("heading", "furniture", "cross_link", "tags", "byline", "dateline"):
        piece.cut("body")


# ---- lines ---------------------------------------------------------------------------------------------


def _pieces(found: Found, rules: Rules, source: str) -> Iterator[Piece]:
    for number, raw in enumerate(found.text.split("\n")):
        text = tidy(raw)
        if not text:
            yield Piece(number, "", role="blank")
            continue
        for piece in _parts(Piece(number, text), rules):
            if piece.open:
                _known(piece, rules, source, found.marks)
            yield piece


def _parts(piece: Piece, rules: Rules) -> Iterator[Piece]:
    """The line, with furniture at its beginning and its end as pieces of their own."""
    if cut := rules.start(fold(piece.text[:_EDGE])):
        place = unfolded(piece.text, cut[1])
        yield _cut_piece(piece.number, piece.text[:place], cut[0])
        piece.text = piece.text[place:].strip()
    offset = max(0, len(piece.text) - _EDGE)
    cut = rules.end(fold(piece.text[offset:]))
    place = offset + unfolded(piece.text[offset:], cut[1]) if cut else len(piece.text)
    if piece.text[:place].strip():
        yield Piece(piece.number, piece.text[:place].strip())
    if cut:
        yield _cut_piece(piece.number, piece.text[place:], cut[0])


def _cut_piece(number: int, text: str, rule: Rule) -> Piece:
    return Piece(number, text.strip(), fold(text), role=rule.role, reason=rule.reason, match=Match(rule, {}))


def _known(piece: Piece, rules: Rules, source: str, marks: Mapping[int, Role]) -> None:
    """What the format or a rule says of a line by itself."""
    piece.size = piece.text.count(" ") + 1
    if mark := marks.get(piece.number):
        piece.cut(mark, _OUTSIDE if mark == "furniture" else "")
    if piece.size > 80:
        return  # longer than any rule is about
    piece.folded = fold(piece.text)
    piece.size = len(words(piece.folded))
    if mark:
        return
    if match := rules.whole(piece.folded, source):
        piece.match = match
        piece.cut(match.rule.role, match.rule.reason)


# ---- the tail ------------------------------------------------------------------------------------------


def _tail(pieces: list[Piece]) -> None:
    """All below the first line that ends a page is furniture.

    Unless it is too much to be a tail: more than a quarter of what came before, or as much as all of it when
    two other lines of furniture confirm the end (comments can be long).
    """
    before = 0
    for index, piece in enumerate(pieces):
        if piece.is_paragraph:
            before += piece.size
        elif before and piece.match and piece.match.rule.ends_page:
            rest = pieces[index + 1 :]
            after = sum(later.size for later in rest if later.open)
            confirmed = sum(later.role == "furniture" for later in rest) >= 2
            if after <= (before if confirmed else before / 4):
                for later in rest:
                    if later.open:
                        later.cut("furniture", _TAIL)
                return


def _below(pieces: list[Piece]) -> None:
    """Short lines after the last paragraph: the section, a menu."""
    last = max((index for index, piece in enumerate(pieces) if piece.is_paragraph), default=None)
    if last is None:
        return
    rest = [piece for piece in pieces[last + 1 :] if piece.role != "blank"]
    short = [piece for piece in rest if piece.open and piece.size <= 5 and not ends_sentence(piece.text)]
    if len(short) >= 3 and len(short) == sum(piece.open for piece in rest):
        for piece in short:
            piece.cut("furniture", _TAIL_MENU)
    for place, piece in enumerate(rest):
        if not piece.open:
            continue
        followed = place + 1 < len(rest) and rest[place + 1].role == "furniture"
        if piece.folded in sections() or (followed and piece.size <= 2 and not ends_sentence(piece.text)):
            piece.cut("section")
        elif not piece.size:
            piece.cut("furniture", _NO_WORDS)


# ---- the head ------------------------------------------------------------------------------------------


def _repeats(pieces: list[Piece], title: str) -> None:
    """The title once more at the beginning of the text, with or without the site's name."""
    folded = fold(title)
    seen = 0
    for piece in pieces:
        if piece.role not in {"body", "heading"}:
            continue
        if piece.size <= len(words(folded)) + 6 and _same_title(piece.folded, folded):
            piece.cut("repeat")
        seen += 1
        if seen == 8:
            return


def _stated(pieces: list[Piece], given: Mapping[str, str]) -> None:
    """Short lines that say once more what a field of the file says: the author's name, the section."""
    roles: dict[str, Role] = {
        "authors": "byline",
        "source": "dateline",
        "section": "section",
        "subtitle": "repeat",
    }
    stated = {fold(value): role for name, role in roles.items() for value in given.get(name, "").split("\n")}
    for piece in pieces:
        if piece.open and piece.folded and (role := stated.get(piece.folded)):
            piece.cut(role)


def _same_title(one: str, other: str) -> bool:
    if one == other:
        return True
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return bool(shorter) and longer.startswith(
        (f"{shorter} - ", f"{shorter} | ", f"{shorter} – ", f"{shorter} » ")
    )


def _head(pieces: list[Piece]) -> str:
    """Find the title among the first lines; lines above it are no text, lines equal to it are repeats."""
    lines = [piece for piece in pieces if piece.open or piece.role == "title"]
    title = next((piece for piece in lines if piece.role == "title"), None) or _title(lines)
    if title is None:
        return ""
    for piece in lines[: lines.index(title)]:
        is_section = piece.folded in sections()
        piece.cut("section" if is_section else "furniture", "" if is_section else _HEAD_MENU)
    title.cut("title")
    _repeats(pieces[pieces.index(title) + 1 :], title.text)
    return title.text


def _title(lines: list[Piece]) -> Piece | None:
    """A line said twice at the beginning; else the first of a title's length; else none."""
    first = next((index for index, piece in enumerate(lines) if piece.size > _TITLE[1]), len(lines))
    head = [piece for piece in lines[: first + 1][:8] if piece.size]
    for index, piece in enumerate(head):
        if piece.size >= 2 and any(_same_title(piece.folded, later.folded) for later in head[index + 1 :]):
            return piece
    likely = [piece for piece in head if piece.size <= _TITLE[1] and not _is_dateline(piece, "")]
    if len(lines) == 1 and lines[0].size > _PARAGRAPH:
        return None  # one paragraph and nothing else
    long_enough = (piece for piece in likely if piece.size >= _TITLE[0])
    return next(long_enough, next((piece for piece in likely if piece.size >= 2), next(iter(likely), None)))


def _subtitle(pieces: list[Piece]) -> None:
    """A short line without a full stop between the title and the first paragraph, much shorter than it."""
    after = [piece for piece in _after_title(pieces) if piece.open]
    if len(after) < 2 or after[0].size > _SUBTITLE or after[0].text.endswith((".", ":", "،", "؛")):
        return
    if after[1].size >= max(_PARAGRAPH, 2 * after[0].size):
        after[0].role = "subtitle"


def _after_title(pieces: list[Piece]) -> list[Piece]:
    return pieces[next((i + 1 for i, piece in enumerate(pieces) if piece.role == "title"), 0) :]


# ---- datelines, bylines, dates ---------------------------------------------------------------------------


def _datelines(pieces: list[Piece], source: str) -> None:
    """Short lines before the first paragraph or after the last that name a city, an agency, a date."""
    paragraphs = [index for index, piece in enumerate(pieces) if piece.is_paragraph]
    if not paragraphs:
        return
    title = next((index for index, piece in enumerate(pieces) if piece.role == "title"), -1)
    for index, piece in enumerate(pieces):
        outside = title < index < paragraphs[0] or index > paragraphs[-1]
        if outside and piece.open and 0 < piece.size <= 14:
            _cut_dateline(piece, source)


def _cut_dateline(piece: Piece, source: str) -> None:
    if _is_dateline(piece, source):
        piece.cut("dateline")
    elif _is_date(piece):
        piece.cut("date")


def _is_dateline(piece: Piece, source: str) -> bool:
    if piece.size > 14 or piece.text.endswith((".", "؟", "!")):
        return False
    return byline.parse(piece.text, source).sure


def _is_date(piece: Piece) -> bool:
    found = find_dates(piece.text)
    return bool(found) and len(words(fold(byline.without_dates(piece.text)))) <= 2


# ---- inside --------------------------------------------------------------------------------------------


def _headings(pieces: list[Piece]) -> None:
    """A short line without an end between two paragraphs."""
    lines = [piece for piece in pieces if piece.role in {"body", "heading"}]
    for before, piece, after in zip(lines, lines[1:], lines[2:], strict=False):
        if (
            piece.open
            and 0 < piece.size <= _HEADING
            and not ends_sentence(piece.text.rstrip("؟?! "))
            and not piece.text.endswith(("،", "؛", ","))
            and before.is_paragraph
            and after.is_paragraph
        ):
            piece.role = "heading"
