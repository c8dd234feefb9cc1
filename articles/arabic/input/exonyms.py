"""Latin names that sound otherwise than the Arabic ones: egypt is مصر, as ``data/exonyms.txt`` has them."""

from __future__ import annotations

import re
from functools import cache

from articles.arabic.morphology.lexicon import read_lines

_BETWEEN_WORDS = r"[\s_-]+"


@cache
def exonyms() -> dict[str, str]:
    """Latin name, in small letters and with single spaces → Arabic name."""
    found: dict[str, str] = {}
    for line in read_lines("exonyms.txt"):
        names, _, arabic = line.partition("=")
        found |= {_plain(name): arabic.strip() for name in names.split(",")}
    return found


def exonym(latin: str) -> str | None:
    """The Arabic name of a Latin one of one or more words, in any letters: Egypt, NEW  YORK, al-Qaeda."""
    return exonyms().get(_plain(latin))


@cache
def of_some_words() -> str:
    """A regular expression for the names of two words or more; blanks and hyphens stand between them."""
    names = sorted((name for name in exonyms() if " " in name), key=len, reverse=True)
    return "|".join(_BETWEEN_WORDS.join(map(re.escape, name.split())) for name in names)


def _plain(latin: str) -> str:
    return re.sub(_BETWEEN_WORDS, " ", latin.strip().lower())
