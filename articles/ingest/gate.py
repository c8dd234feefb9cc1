"""The one gate that the text of every reader passes: what no article has goes, what was spoilt is undone.

The raw input is kept as it came; :mod:`articles.ingest.compose` lets it through here each time that a draft
is made of it. Clean text passes as it is, at the price of one look (10 µs for 3,000 characters).
"""

from __future__ import annotations

import dataclasses
import html
import re
import unicodedata
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from articles.ingest.detect import mojibake
from articles.ingest.readers._markup import fragment
from articles.ingest.text import whole_characters
from articles.ingest.types import RawArticle
from articles.ingest.values import is_empty, unlisted

_BREAKS: Final = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\u2028\u2029]")
_C1: Final = re.compile("[\x80-\x9f]")
_CODES: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_TWICE: Final = re.compile(r"&amp;(?=#?\w{1,30};)", re.I)
_TAGS_AS_TEXT: Final = re.compile(
    r"&lt;/?(?:p|br|div|span|a|b|i|strong|em|ul|li|h[1-6]|img|table|font)\b", re.I
)
_FORMATTING: Final = re.compile(
    r"</?(?:span|b|i|em|strong|font|u|small|big|sup|sub|mark|bdi|bdo|br|wbr|p|div|h[1-6]|q|cite|a)"
    r"(?:\s[^<>]*)?/?>",
    re.I,
)
_LETTERS: Final = re.compile(r"[^\W\d_]")
_HOLES: Final = re.compile(r"(?<=\w)\?+(?=\w)|(?<!\S)\?+(?=\w)|\?{3,}")  # in place of letters
_WORDS: Final = re.compile(r"\S+")
_MIN_HOLES: Final = 5
_HOLED: Final = 0.1  # of the words
_SHAPES: Final = re.compile("[\ufb50-\ufbb1\ufbd3-\ufbff\ufe70-\ufefc]+")  # letters as they are drawn
_MIN_SHAPES: Final = 3
_MIN_CODES: Final = 8
_FREE: Final = frozenset({"url", "title", "subtitle"})  # of one value: brackets in them are their own

# What a character asks to look at.
_BREAK, _CONTROL, _HALF, _FOREIGN, _GONE, _SIGN, _SHAPED = (1 << bit for bit in range(7))


def admit(found: RawArticle) -> tuple[RawArticle, str]:
    """What was found, clean, with a note for what was mended; and the code of
    the problem for which it must not go in, or "".
    """
    if found.is_clean:
        return _storable(found), ""
    warnings = dict.fromkeys(found.warnings)
    text, marks = unlisted(found.text) if found.text[:1] in "[{" else found.text, found.marks
    once = _once(text) if not marks and "&" in text else ""
    if _TAGS_AS_TEXT.search(once):
        text, marks = fragment(html.unescape(once))
    text, problem = _admitted(text, warnings, one_line=bool(marks))
    fields = {}
    for name, value in found.stated_fields.items():
        admitted, spoilt = _admitted(value if name in _FREE else unlisted(value), warnings)
        if not spoilt and not is_empty(admitted):
            fields[name] = admitted if name == "url" else _untagged(admitted)
    text = "" if is_empty(text) else text
    if text == found.text and fields == found.stated_fields and not warnings:
        return found, problem
    return dataclasses.replace(
        found, text=text, stated_fields=fields, marks=marks, warnings=tuple(warnings)
    ), problem


def _once(text: str) -> str:
    """Entities that were escaped twice or three times as if they had been once."""
    return _TWICE.sub("&", _TWICE.sub("&", text))


def _storable(found: RawArticle) -> RawArticle:
    """What an archive has exported, as it is but for what no database takes."""
    fields = {name: _stored(value) for name, value in found.stated_fields.items()}
    return dataclasses.replace(found, text=_stored(found.text), stated_fields=fields)


def _stored(text: str) -> str:
    return whole_characters(text).replace("\0", "")


def _admitted(text: str, warnings: dict[str, None], *, one_line: bool = False) -> tuple[str, str]:
    """A text without what no text has; and the code of the problem when its letters are lost."""
    if text.isascii() and "\\" not in text and "?" not in text and "&" not in text and text.isprintable():
        return text, ""
    seen = _seen(text)
    if seen & _SIGN:
        text = _once(text) if "&" in text else text
        if text.count("\\u") >= _MIN_CODES and len(_CODES.findall(text)) * 6 > len(text) / 3:
            text, seen = _unescaped(text, warnings), seen | _HALF
    if seen & _HALF:
        text = whole_characters(text)
        seen |= _GONE
    if seen & _FOREIGN:
        text, outcome = mojibake.undo(text)
        if outcome == "spoilt":
            return text, "mojibake"
        if outcome == "undone":
            warnings["undone_mojibake"] = None
    if seen & _CONTROL:
        text = _C1.sub(lambda found: found.group().encode("latin-1").decode("cp1252", "ignore"), text)
    if seen & _SHAPED and len(_SHAPES.findall(text)) >= _MIN_SHAPES:
        text = _SHAPES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    if seen & _BREAK:
        text = _BREAKS.sub(" " if one_line else "\n", text)
    if seen & _GONE and "\ufffd" in text:
        warnings["lost_characters"] = None
    return text, _lost(text) if seen & (_SIGN | _GONE) else ""


def _lost(text: str) -> str:
    """Whether question marks or U+FFFD stand where letters were: nobody can read that."""
    if "??" not in text and "\ufffd" not in text and text.count("?") < _MIN_HOLES:
        return ""
    letters = len(_LETTERS.findall(text))
    if text.count("\ufffd") > max(letters / 5, 1):
        return "lost_letters"
    holes = len(_HOLES.findall(text))
    if holes and not letters:
        return "question_marks"
    words = len(_WORDS.findall(text))
    return "question_marks" if holes >= _MIN_HOLES and holes > _HOLED * words else ""


def _unescaped(text: str, warnings: dict[str, None]) -> str:
    """``\\u0639\\n`` as programs write letters into JSON."""
    warnings["unescaped"] = None
    text = _CODES.sub(lambda code: chr(int(code[1], 16)), text)
    for code, sign in (
        ("\\r\\n", "\n"),
        ("\\n", "\n"),
        ("\\t", " "),
        ('\\"', '"'),
        ("\\/", "/"),
        ("\\\\", "\\"),
    ):
        text = text.replace(code, sign)
    return text


def _untagged(value: str) -> str:
    """A field without tags that only format: ``<span dir="rtl">عنوان</span>``; other markup is text."""
    if "&lt;" in value:
        value = html.unescape(value) if _TAGS_AS_TEXT.search(value) else value
    return " ".join(_FORMATTING.sub(" ", value).split(" ")).strip() if "<" in value else value


# ---- one look at all characters ---------------------------------------------------------------------------


def _seen(text: str) -> int:
    """What is in the text that must be looked at, as bits."""
    codes = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    return int(np.bitwise_or.reduce(_table()[codes])) if len(codes) else 0


@cache
def _table() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x10000, dtype=np.uint8)
    for first, last, bit in _ranges():
        table[first : last + 1] |= bit
    return table


def _ranges() -> list[tuple[int, int, int]]:
    singles = {
        "\r": _BREAK,
        "\x0b": _BREAK,
        "\x0c": _BREAK,
        "\ufffd": _GONE,
        "?": _SIGN,
        "&": _SIGN,
        "\\": _SIGN,
    }
    # Letters of Latin, and what UTF-8 read as windows-1256 is full of: ط§ظ„ and ط¹.
    odd = dict.fromkeys("§„¨©ھ¬®¯±²³´µ¶¹¼½¾€پ‚ƒ†‡ˆ‰‹چژڈگکڑ›œ", _FOREIGN)
    return [
        (0x1C, 0x1E, _BREAK),
        (0x2028, 0x2029, _BREAK),
        (0x80, 0x9F, _CONTROL | _FOREIGN),
        (0xC0, 0xFF, _FOREIGN),
        (0x0152, 0x0192, _FOREIGN),
        (0x0400, 0x045F, _FOREIGN),
        (0x2500, 0x259F, _FOREIGN),
        (0xD800, 0xDFFF, _HALF),
        (0xFE80, 0xFEFC, _SHAPED),
        *((ord(sign), ord(sign), bit) for sign, bit in (singles | odd).items()),
    ]
