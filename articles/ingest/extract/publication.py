"""What the sender of an article says of its publication: its status, its embargo, its item and version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, get_args

from articles.ingest.types import Publication

_WORDS: Final[Mapping[str, Publication]] = {
    "cancelled": "canceled",
    "killed": "canceled",
    "kill": "canceled",
    "future": "scheduled",
    "pending": "draft",
    "auto-draft": "draft",
    "embargoed": "withheld",
    "hold": "withheld",
    "password": "protected",
}
# What tables and records say of what is not public; all else in a column called status may mean anything.
_HELD_WORDS: Final[Mapping[Publication, str]] = {
    "draft": "draft|auto-draft|pending|pending review|unpublished|inactive|hidden|trash|trashed|deleted"
    "|false|0|no|مسوده|مسودة|مسودّة|قيد المراجعة|غير منشور|محذوف|لا",
    "private": "private|خاص|خاصّ",
    "scheduled": "future|scheduled|مجدول|مؤجل|مؤجّل",
    "withheld": "withheld|embargoed|hold|on hold",
    "canceled": "canceled|cancelled|killed|withdrawn|retracted|ملغى|مسحوب",
    "protected": "password|protected",
}
_HELD: Final = {word: status for status, words in _HELD_WORDS.items() for word in words.split("|")}
_DIGITS: Final = re.compile(r"\d{1,18}")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d))?(Z|[+-]\d\d:?\d\d)?")


def publication(stated: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a draft on its publication, those that are stated.

    A status that is not known holds the article back: whoever sent it has set it apart.
    """
    fields: dict[str, Any] = {
        name: stated[name] for name in ("item_id", "version", "kills") if stated.get(name)
    }
    word = stated.get("publication", "usable").casefold()
    fields["publication"] = word if word in get_args(Publication) else _WORDS.get(word, "withheld")
    if until := moment(stated.get("embargo_until", "")):
        fields["embargo_until"] = until
    return fields


def held_back(value: object) -> str:
    """What a column or field on publication says, when that is that the article is not public; else "".

    >>> held_back("Draft"), held_back(False), held_back("published"), held_back("ok")
    ('draft', 'draft', '', '')
    """
    return _HELD.get(str(value).strip().casefold(), "")


def is_older(version: str, present: str) -> bool:
    """Whether a version of an item goes before another, by the numbers in both ("2" before "10", dates by
    time). One that is not numbered is not."""
    ours, theirs = ([int(digits) for digits in _DIGITS.findall(each)] for each in (version, present))
    return bool(ours and theirs) and ours < theirs


def moment(text: str) -> datetime | None:
    """A point in time as ISO 8601 writes it, with or without its marks; without a zone it is one of UTC."""
    text = text.strip()
    if found := _COMPACT.fullmatch(text):
        year, month, day, hour, minute, second, zone = found.groups()
        text = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone or ''}"
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
