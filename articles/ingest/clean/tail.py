"""The tail of a page: comments, lists of other articles, menus, and lists inside the text."""

from __future__ import annotations

from typing import Final

from articles.ingest.clean.page import PARAGRAPH, Piece
from articles.ingest.names.gazetteers import sections

_ITEM: Final = 14  # words of an entry in a list of other articles
_CRUMB: Final = 5  # words of a line of a menu
_TAG: Final = 4  # words of a tag on a line of its own


def cut_tail(pieces: list[Piece]) -> None:
    """Give what follows lists and the end of the article its role."""
    _lists(pieces)
    _end(pieces)


def _lists(pieces: list[Piece]) -> None:
    """Short lines after a bare label (اقرأ أيضًا, الوسوم, الأكثر قراءة) are its entries."""
    label: Piece | None = None
    for piece in pieces:
        if piece.match:
            label = piece if piece.match.rule.lists and not piece.match.groups else None
        elif piece.open and label and _is_entry(piece, label):
            piece.cut(label.role, label.reason)
        elif piece.open:
            label = None


def _is_entry(piece: Piece, label: Piece) -> bool:
    if label.role == "tags":
        return piece.size <= _TAG and not piece.ends and not any(c.isdigit() for c in piece.folded)
    return piece.size <= _ITEM and not piece.ends


def _end(pieces: list[Piece]) -> None:
    """All below the line that ends a page is boilerplate: nothing but short lines may follow it. Below one
    that ends the text (comments) no more may follow than came before."""
    before, after = 0, sum(map(_paragraph_size, pieces))
    for index, piece in enumerate(pieces):
        after -= _paragraph_size(piece)
        if piece.is_paragraph:
            before += piece.size
        elif before and _ends(piece, before, after):
            for later in pieces[index + 1 :]:
                if later.open:
                    later.cut("boilerplate", "after_article")
            return


def _ends(piece: Piece, before: int, after: int) -> bool:
    """Whether a line ends page or text, with so much in paragraphs before and after it."""
    if not piece.match:
        return False
    rule = piece.match.rule
    return (rule.ends_page and not after) or (rule.ends_text and after <= before)


def _paragraph_size(piece: Piece) -> int:
    return piece.size if piece.open and piece.size >= PARAGRAPH else 0


def cut_menu(pieces: list[Piece]) -> None:
    """On a page: short lines after the last paragraph are the section, or a menu."""
    last = max((index for index, piece in enumerate(pieces) if piece.is_paragraph), default=None)
    if last is None:
        return
    rest = [piece for piece in pieces[last + 1 :] if piece.role != "blank"]
    short = sum(map(_is_short, rest))
    is_menu = short >= 3 and short == sum(piece.open for piece in rest)
    boilerplate_before = False
    for place, piece in enumerate(rest):
        if _is_short(piece) and (is_menu or boilerplate_before):
            piece.cut("boilerplate", "menu")
        elif piece.open:
            followed = place + 1 < len(rest) and rest[place + 1].role == "boilerplate"
            _cut_section(piece, followed=followed)
        boilerplate_before = boilerplate_before or piece.role in {"boilerplate", "tags", "cross_link"}


def _is_short(piece: Piece) -> bool:
    return piece.open and piece.size <= _CRUMB and not piece.ends


def _cut_section(piece: Piece, *, followed: bool) -> None:
    """The section's name after the text; ``followed`` by boilerplate it need not be a known one."""
    if piece.folded in sections() or (followed and 0 < piece.size <= 2 and not piece.ends):
        piece.cut("section")
    elif not piece.size:
        piece.cut("boilerplate", "no_words")
