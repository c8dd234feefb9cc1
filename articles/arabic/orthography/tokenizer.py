"""Words of a text with their places in it, and the cleaning of encoding noise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from articles.arabic.orthography.characters import BETWEEN, INVISIBLE, MARKS, NOISE, PLAIN, WORD_SIGNS

_LETTERS = r"[^\W\d_]+"
_INSIDE = f"[{re.escape(MARKS + INVISIBLE)}]+"
_END = f"[{re.escape(MARKS)}]*"
_THOUSANDS = r"\d{1,3}(?:[,٬]\d{3})+(?!\d)"

_CLEAN = rf"[{PLAIN}]++(?![^\W\d_]|{_INSIDE})"
_OTHER = rf"{_LETTERS}(?:{_INSIDE}{_LETTERS})*{_END}|{_THOUSANDS}|\d+|[{''.join(WORD_SIGNS)}]"

#: A run of letters with whatever marks stand inside it, or a run of digits. Everything else separates.
#: The first group is a word that is clean as it stands, which most are.
WORD = re.compile(rf"({_CLEAN})|{_OTHER}")
_UNCLEAN = re.compile(rf"{_CLEAN}|({_OTHER})")

_BEFORE_NFC = BETWEEN | {ord(sign): f" {words} " for sign, words in WORD_SIGNS.items()}

# A clitic that stands apart from its word by a quote, a bracket or a digit (و«ماكنزي», الـ25) is no word
# of its own: as one it would stand between the neighbours of a phrase.
_PROCLITICS = frozenset("و ف ب ك ل ال وال بال فال كال لل ولل وب ول فل فب وبال".split())  # noqa: SIM905
_MAX_PROCLITIC = max(map(len, _PROCLITICS))
_GLUED = re.compile(r"[\"'«‹“”„‟‘’‚(\[{%٪]*[^\W_]")


@lru_cache(maxsize=16_384)
def clean(raw: str) -> tuple[str, ...]:
    """The words that a raw token stands for, cleaned of encoding noise; mostly one.

    Composes decomposed hamza, replaces presentation forms and ligatures, drops harakat, tatweel and
    invisible marks, writes digits 0-9 and Latin letters small. A ligature such as ﷺ is several words.
    """
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", raw.translate(_BEFORE_NFC)))
    plain = unicodedata.normalize("NFKC", composed.translate(NOISE).casefold()).translate(NOISE)
    words = (match[0] for match in WORD.finditer(plain))
    return tuple(_digits(word) if word[0].isdecimal() else word for word in words)


def _digits(number: str) -> str:
    return "".join(str(int(sign)) for sign in number if sign.isdecimal())


def offsets(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Each word of the text: its start and end (exclusive) in the original text, and its clean surface."""
    for match in WORD.finditer(text):
        surface = match[1]
        if surface and (len(surface) > _MAX_PROCLITIC or surface not in _PROCLITICS):
            yield match.span(), surface
            continue
        for surface in clean(match[0]):
            if surface not in _PROCLITICS or not _GLUED.match(text, match.end()):
                yield match.span(), surface


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of the text: start, end (exclusive) in the original text, and its clean surface."""
    return ((start, end, surface) for (start, end), surface in offsets(text))


def words(text: str) -> list[str]:
    """The clean surfaces alone, in order."""
    return [surface for _, surface in offsets(text)]


def distinct(text: str) -> tuple[set[str], set[str]]:
    """What the words of the text are written like, without their places: those that are clean as they stand,
    and the raw tokens of the others (see :func:`clean`). Takes a fifth of the time of :func:`offsets`."""
    plain = set(WORD.findall(text))
    if "" not in plain:
        return plain, set()
    return plain - {""}, set(_UNCLEAN.findall(text)) - {""}
