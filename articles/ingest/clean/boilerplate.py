"""Which lines of a page are the article, and why the others are not.

Nothing is rewritten and nothing is lost: every stretch of the text keeps its place, gets a role, and says
the reason when it is cut. What rules (:mod:`articles.ingest.clean.rules`) do not know is told by where it
stands: a page has a head, paragraphs, and a tail.
"""

from __future__ import annotations

from typing import Final

from articles.ingest.clean.head import find_head
from articles.ingest.clean.page import Page, Piece, pieces
from articles.ingest.clean.rules import Rules
from articles.ingest.clean.tail import cut_menu, cut_tail
from articles.ingest.text import ends_sentence, tidy
from articles.ingest.types import RawArticle

_HEADING: Final = 9  # words of the longest section heading


def clean(found: RawArticle, rules: Rules, source: str = "") -> Page:
    """The lines of ``found.text``, each with its role. A title that the file states stays out of them.

    ``source`` is the article's, as far as it is known: rules may be for one source.
    """
    source = source or found.stated_fields.get("source", "")
    stated = tidy(found.stated_fields.get("title", ""))
    page = Page(list(pieces(found, rules, source)), stated)
    if any(piece.is_sure for piece in page.of("title")):
        page.title = ""
    cut_tail(page.pieces)
    find_head(page, found.stated_fields, source)
    if not stated:
        cut_menu(page.pieces)
    _headings(page.pieces)
    if not page.of("body"):
        _restore(page)
    return page


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


def _restore(page: Page) -> None:
    """Rules that leave no text at all are wrong: the title's line is the text, else all lines are."""
    if titles := page.of("title"):
        page.title = ""
    for piece in titles or page.of("heading", "boilerplate", "cross_link", "tags", "byline", "dateline"):
        piece.cut("body")
