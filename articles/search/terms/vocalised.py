"""Words written with harakat: how the exact mode tells كُتِبَ from كَتَبَ.

The index drops harakat; this module keeps, beside it, the few words of an article that carry any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Protocol

from articles.arabic.orthography.characters import BETWEEN, HARAKAT, NOISE

_HARAKA = re.compile(f"[{HARAKAT}]")
_BUT_HARAKAT = {code: None for code in NOISE if chr(code) not in HARAKAT}


class Tokenizer(Protocol):
    def spans(self, text: str) -> Iterator[tuple[int, int, str]]: ...


def vocalised_words(text: str, analyzer: Tokenizer) -> set[tuple[str, str]]:
    """``(surface, spelling with harakat)`` of every word of the text that carries harakat."""
    found = set()
    for chunk in _chunks_with_marks(text):
        for start, end, surface in analyzer.spans(chunk):
            if _HARAKA.search(chunk, start, end):
                found.add((surface, spelled(chunk[start:end])))
    return found


def _chunks_with_marks(text: str) -> Iterator[str]:
    """What stands between two spaces and has a mark. Few words have, so marks are looked for, not words:
    news texts take a thirteenth of the time."""
    mark = _HARAKA.search(text)
    while mark:
        start = text.rfind(" ", 0, mark.start()) + 1
        end = text.find(" ", mark.end())
        if end < 0:
            end = len(text)
        yield text[start:end]
        mark = _HARAKA.search(text, end)


def spelled(raw: str) -> str:
    """The word with its harakat, cleaned of encoding noise, the harakat of a letter in one order."""
    clean = unicodedata.normalize("NFKC", raw.translate(BETWEEN)).translate(_BUT_HARAKAT)
    return "".join(letter + "".join(sorted(marks)) for letter, marks in _letters(clean))


def matches_diacritics(typed: str, written: str) -> bool:
    """Whether every haraka that was typed stands on the same letter of the written word."""
    asked, found = list(_letters(spelled(typed))), list(_letters(written))
    return len(asked) == len(found) and all(
        marks <= there for (_, marks), (_, there) in zip(asked, found, strict=True)
    )


def _letters(word: str) -> Iterator[tuple[str, set[str]]]:
    letter, marks = "", set[str]()
    for character in word:
        if character in HARAKAT:
            marks.add(character)
            continue
        if letter:
            yield letter, marks
        letter, marks = character, set()
    if letter:
        yield letter, marks
