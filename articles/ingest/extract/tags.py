"""Hashtags and underscored names become readable tags: ``#كمال_الصافي`` and ``كمال_الصافي`` → كمال الصافي."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from articles.ingest.text import fold

_HASHTAG: Final = re.compile(r"(?<![\w&/#])[#＃](?=[\w\u064b-\u065f]*[^\W\d_])([\w\u064b-\u0652\u0670ـ]+)")
# Without #, words joined by one underscore are a name; a lone or trailing underscore is punctuation.
_COLOUR: Final = re.compile("[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8}")  # of a style sheet: #fff
_NAME: Final = re.compile(r"(?<![\w@/#.:\-])([\u0621-\u06d3]{2,}(?:_[\u0621-\u06d3]{2,}){1,5})(?![\w@])")
_SEPARATORS: Final = re.compile(r"\s*(?:[،,;؛|\n•·]|\s#)\s*")
_MAX_NAME: Final = 80  # characters


def in_text(text: str) -> list[str]:
    """The tags in a text, in the order of their first place."""
    found = [*_HASHTAG.finditer(text), *_NAME.finditer(text)] if "_" in text or "#" in text else []
    names = (match[1] for match in sorted(found, key=re.Match.start))
    return distinct(name for name in names if not _COLOUR.fullmatch(name))


def listed(text: str) -> list[str]:
    """The tags of a list, as a field or a line of tags writes it."""
    return distinct(_SEPARATORS.split(text))


def distinct(names: Iterable[str]) -> list[str]:
    """Readable names, each once, whatever its spelling."""
    readable = (" ".join(name.replace("_", " ").replace("ـ", "").split()).strip(" #.،:-") for name in names)
    return list({fold(name): name for name in reversed([*readable]) if 1 < len(name) <= _MAX_NAME}.values())[
        ::-1
    ]
