"""Query → text: a tree written again as a reader would type it, for links and messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from articles.search.types import (
    LAST_DATE,
    And,
    AtLeast,
    Column,
    DateRange,
    Fuzzy,
    InColumn,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Word,
)

FIELD_NAMES: Final[dict[Column, str]] = {
    "source": "مصدر",
    "tag": "وسم",
    "mention": "مذكور",
    "author": "كاتب",
    "section": "قسم",
}
_TITLE: Final = "عنوان"


def text_of(node: Node) -> str:
    """The node in the query language; parsing it gives the node again, but for what was never typed."""
    match node:
        case And() | AtLeast():
            return " ".join(_grouped(child) for child in node.nodes)
        case Or():
            if typed := typed_spelling(node):
                return text_of(typed)
            return " أو ".join(text_of(child) for child in node.nodes)
        case Not():
            return "-" + _grouped(node.node, negated=True)
        case Word():
            return _scoped(node.text, node)
        case Phrase():
            quoted = '"' + " ".join(word.text for word in node.words) + '"'
            return _scoped(quoted + f"~{node.slop}" * bool(node.slop), node.words[0])
        case Pattern():
            return _scoped(node.glob, node)
        case Fuzzy():
            return _scoped(f"{node.term}~{node.edits}", node)
        case InColumn():
            return f'{FIELD_NAMES[node.column]}:"{node.text}"'
        case DateRange():
            return "تاريخ:" + period_text(node)
    return ""


def _scoped(text: str, leaf: Word | Pattern | Fuzzy) -> str:
    return f"{_TITLE}:{text}" if leaf.scope == "title" else text


def _grouped(node: Node, *, negated: bool = False) -> str:
    several = isinstance(node, And | AtLeast) if negated else False
    alternatives = isinstance(node, Or) and not typed_spelling(node)
    return f"({text_of(node)})" if several or alternatives else text_of(node)


def typed_spelling(node: Or) -> Node | None:
    """Of alternatives that are spellings of one name (عبدالله, "عبد الله"), the one that was typed."""
    letters = [_letters(child) for child in node.nodes]
    same = all(spelling and spelling.endswith(letters[0]) for spelling in letters)
    return node.nodes[0] if same and len(letters[0]) > 1 else None


def _letters(node: Node) -> str:
    """The folded letters of a word or phrase, without spaces; empty for any other node."""
    words: Sequence[Word] = (
        node.words if isinstance(node, Phrase) else (node,) if isinstance(node, Word) else ()
    )
    folded = (form.terms[0] for word in words for form in word.forms if form.layer == "folded")
    return "".join(folded)


def period_text(dates: DateRange) -> str:
    """``2021-09-09``, ``2021-09``, ``2021``, or two of them with ``..`` between; an open end is empty."""
    first = "" if dates.first <= 1 else _date_text(dates.first)
    last = "" if dates.last == LAST_DATE else _date_text(dates.last)
    return first if first == last else f"{first}..{last}"


def _date_text(key: int) -> str:
    year, month, day = key // 10_000, key // 100 % 100, key % 100
    if month in (0, 99):
        return f"{year:04}"
    return f"{year:04}-{month:02}" if day in (0, 99) else f"{year:04}-{month:02}-{day:02}"
