"""Arabic that was decoded in the wrong encoding and saved so: told, and undone where nothing is lost.

=============================  =====================================
what was done to ``العبّارات``  what it looks like
=============================  =====================================
UTF-8 read as windows-1252     ``Ø§Ù„Ø¹Ø¨Ù‘Ø§Ø±Ø§Øª``
the same, twice                ``Ã˜Â§Ã™â€žÃ˜Â¹Ã˜Â¨…``
UTF-8 read as windows-1256     ``ط§ظ„ط¹ط¨ظ‘ط§ط±ط§طھ``
windows-1256 as windows-1252   ``ÇáÚÈøÇÑÇÊ``
=============================  =====================================

and so with the encodings of other systems (MacRoman, DOS, Cyrillic, Turkish; ISO-8859-6). UTF-8 has a pattern
that chance does not make: an Arabic letter is a byte D8 to DB and one of 80 to BF. The letters of
windows-1256 have none, so the words decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

# Encodings that UTF-8 was read in, the commonest first.
_WRONG: Final = ("cp1252", "cp1256", "iso8859_6", "cp1254", "cp1251", "mac_roman", "cp850", "cp437")
_COMMONEST: Final = _WRONG[:2]  # of which traces are enough to suspect
_SINGLE: Final = ("cp1256", "iso8859_6", "mac_arabic")  # encodings of Arabic that were read as another
_TIMES: Final = 3  # that a text may have been spoilt
_SHARE: Final = 0.6  # of the characters beyond ASCII that must fit, to undo
_SUSPECT: Final = 0.3  # the same, to suspect
_LOST: Final = 0.02  # of the letters may be lost
_MIN: Final = 2  # letters
_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_ARABIC: Final = re.compile(r"[\u0621-\u064a]")
_ASCII_LETTER: Final = re.compile(r"[A-Za-z]")
_LATIN: Final = re.compile(r"[\u00c0-\u00ff]")
COMMON: Final = re.compile(
    r"(?<!\w)(?:[وبفل]?ال|(?:في|من|على|إلى|أن|عن|مع|هذا|بعد)(?!\w))|(?:ات|ية|ين|ون|ة)(?!\w)"
)

Outcome = Literal["clean", "undone", "spoilt"]


@dataclass(frozen=True, slots=True)
class _Form:
    """A way in which UTF-8 was misread: what a two- or three-byte letter looks like, and what it was."""

    bytes: dict[str, int]
    letter: re.Pattern[str]
    arabic: re.Pattern[str]
    lead: re.Pattern[str]


def undo(text: str) -> tuple[str, Outcome]:
    """The text as it was written, and whether anything was done: ``spoilt`` when it cannot be had again.

    Lines are looked at one by one: a page may have one that came from elsewhere.
    """
    lines = [_undo_line(line) for line in text.split("\n")]
    outcomes = {outcome for _, outcome in lines}
    if outcomes == {"clean"}:
        return text, "clean"
    spoilt = sum(len(line) for line, outcome in lines if outcome == "spoilt")
    outcome: Outcome = "spoilt" if spoilt > len(text) / 4 or "undone" not in outcomes else "undone"
    return "\n".join(line for line, _ in lines), outcome


def _undo_line(line: str) -> tuple[str, Outcome]:
    outcome: Outcome = "clean"
    for _ in range(_TIMES):
        again, now = _undo_once(line)
        if now == "clean":
            break
        line, outcome = again, now
        if now == "spoilt":
            break
    return line, outcome


def _undo_once(line: str) -> tuple[str, Outcome]:
    beyond = len(_BEYOND_ASCII.findall(line))
    if beyond < _MIN:
        return line, "clean"
    suspect = False
    for name in _WRONG:
        form = _form(name)
        fitting = sum(map(len, form.letter.findall(line)))
        if fitting < beyond * _SUSPECT or not _looks_arabic(form, line, beyond):
            continue
        undone, lost = _utf8(form, line)
        letters = len(undone) - undone.count(" ")
        if fitting >= beyond * _SHARE and lost <= max(letters, 1) * _LOST and _reads_well(undone):
            return undone, "undone"
        suspect = suspect or name in _COMMONEST
    undone, outcome = _single_byte(line)
    return (undone, "spoilt") if suspect and outcome == "clean" else (undone, outcome)


def _reads_well(undone: str) -> bool:
    """Words of Arabic, or a spoilt form that is undone next."""
    words, letters = len(COMMON.findall(undone)), len(_ARABIC.findall(undone))
    if letters and 8 * words >= undone.count(" ") - 3:
        return True
    beyond = len(_BEYOND_ASCII.findall(undone))
    return any(2 * len(_form(name).arabic.findall(undone)) >= beyond * _SHARE for name in _COMMONEST)


def _looks_arabic(form: _Form, line: str, beyond: int) -> bool:
    """Arabic letters, or what was spoilt before: the letters of windows-1252 in UTF-8, twice as many."""
    arabic = len(form.arabic.findall(line))
    return arabic >= _MIN and (2 * arabic >= beyond * _SUSPECT or "Ã" in line or "أ" in line)


def _utf8(form: _Form, line: str) -> tuple[str, int]:
    """The line with every letter that fits put right, and the number of letters whose half is lost."""

    def right(found: re.Match[str]) -> str:
        try:
            return bytes(form.bytes[sign] for sign in found.group()).decode("utf-8")
        except UnicodeDecodeError:
            return found.group()

    undone = form.letter.sub(right, line)
    lost = len(form.lead.findall(form.letter.sub("", line)))
    return undone, lost


def _single_byte(line: str) -> tuple[str, Outcome]:
    """windows-1256 and its like that were read as windows-1252: few Latin words are of accents alone."""
    accents = len(_LATIN.findall(line))
    if accents < _MIN or accents < 2 * len(_ASCII_LETTER.findall(line)) or _ARABIC.search(line):
        return line, "clean"
    wrong = _table("cp1252")
    decoded = [
        "".join(bytes([wrong[sign]]).decode(name, "replace") if sign in wrong else sign for sign in line)
        for name in _SINGLE
    ]
    best = max(decoded, key=lambda text: len(COMMON.findall(text)) - 3 * text.count("\ufffd"))
    words = len(COMMON.findall(best))
    return (best, "undone") if words >= 1 and 8 * words >= best.count(" ") else (line, "clean")


@cache
def _table(name: str) -> dict[str, int]:
    """The byte of each character; bytes that the encoding does not define stand for themselves (as C1)."""
    table = {}
    for byte in range(0x80, 0x100):
        sign = bytes([byte]).decode(name, "replace")
        table[chr(byte)] = byte
        if sign != "\ufffd" and ord(sign) > 0x7F:
            table[sign] = byte
    # A character that stands for two bytes means the one that the encoding gives it.
    return table | {
        sign: byte
        for byte in range(0x80, 0x100)
        if (sign := bytes([byte]).decode(name, "replace")) != "\ufffd" and ord(sign) > 0x7F
    }


@cache
def _form(name: str) -> _Form:
    table = _table(name)

    def signs(first: int, last: int) -> str:
        return "[" + re.escape("".join(sign for sign, byte in table.items() if first <= byte <= last)) + "]"

    rest = signs(0x80, 0xBF)
    return _Form(
        bytes=table,
        letter=re.compile(f"{signs(0xC2, 0xDF)}{rest}|{signs(0xE0, 0xEF)}{rest}{rest}"),
        arabic=re.compile(f"{signs(0xD8, 0xDB)}{rest}|{signs(0xC2, 0xC3)}{rest}"),
        lead=re.compile(signs(0xD8, 0xDB)),
    )
