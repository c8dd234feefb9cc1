"""Conversations as WhatsApp exports them: the lines with which messages begin."""

from __future__ import annotations

import re
from typing import Final

from articles.arabic.dates.numerals import TO_WESTERN

MARKS: Final = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_DATE: Final = r"(?P<date>\d{1,4}[./\-]\d{1,2}[./\-]\d{1,4})"
_TIME: Final = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?(?:[ap]\.?\s?m\.?|ص|م|صباح[اً]+|مساء[ً]?))?"
_HEAD: Final = re.compile(
    rf"\[{_DATE}[,،]? {_TIME}\] (?P<text>.*)|{_DATE.replace('date', 'day')}[,،]? {_TIME} - (?P<rest>.*)", re.I
)
_SURE: Final = 2  # lines that begin a message, from which a text is a conversation


def is_conversation(start: str) -> bool:
    """Whether a text begins as a conversation does."""
    begun = [line for line in start.split("\n", 60)[:60] if line.strip()]
    heads = [found for line in begun if (found := message_head(line))]
    if not heads or not message_head(begun[0]):
        return False
    return len(heads) >= _SURE or heads[0]["date"] is not None


def message_head(line: str) -> re.Match[str] | None:
    """What a line says that begins a message: ``date`` and ``text`` as iOS writes it, ``day`` and ``rest`` as
    Android does; digits are western and marks of direction are gone in it."""
    return _HEAD.match(MARKS.sub("", line[:200]).translate(TO_WESTERN))
