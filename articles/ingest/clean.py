"""Which lines of a page are the article. Nothing is rewritten: every line keeps its role and its reason."""

from __future__ import annotations

import html
import re
from typing import Final

from articles.ingest.types import Found, Line, Role

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_LETTER: Final = re.compile(r"[^\W\d_]")
_FOLDS: Final = str.maketrans("أإآٱةى\u00a0", "ااااهي ", "ـًٌٍَُِّْٰ\u200b\u200c\u200d\u200e\u200f")


def tidy(line: str) -> str:
    """A line as people see it: leftovers of HTML decoded, control characters gone, ends trimmed."""
    if "&" in line:
        line = _ENTITY.sub(lambda entity: html.unescape(entity.group()), line)
    return _CONTROL.sub(" ", line).strip(" \t\u00a0\ufeff\u200b")


def fold(text: str) -> str:
    """The text with the spellings of one letter made equal, to compare lines and to match rules."""
    return " ".join(text.translate(_FOLDS).casefold().split())


def label(found: Found) -> list[Line]:
    """Every line of ``found.text`` with its role."""
    title = fold(found.given.get("title", ""))
    lines: list[Line] = []
    for number, raw in enumerate(found.text.split("\n")):
        text = tidy(raw)
        role, reason = found.marks.get(number, "body"), ""
        if not text:
            role = "blank"
        elif not title and _LETTER.search(text):
            role, title = "title", fold(text)
        elif not _LETTER.search(text) and not title:
            role, reason = "furniture", "علامة بلا كلمات"
        elif fold(text) == title:
            role, reason = _repeat()
        lines.append(Line(number, text, role, reason))
    return lines


def _repeat() -> tuple[Role, str]:
    return "repeat", "تكرار العنوان"
