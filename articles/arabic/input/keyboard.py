"""Text typed on the wrong keyboard: the same keys, read with the other layout.

The tables are the layouts of Windows: Arabic (101) over US QWERTY, Arabic (102) over French AZERTY. A key
that makes two letters (لا) is kept as one; so Latin letters come back in two ways where the two meet (b, gh).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

_ARABIC_101: Final = {
    **dict(zip("qwertyuiop[]", "ضصثقفغعهخحجد", strict=True)),
    **dict(zip("asdfghjkl;'", "شسيبلاتنمكط", strict=True)),
    **dict(zip("zxcvbnm,./`", ["ئ", "ء", "ؤ", "ر", "لا", "ى", "ة", "و", "ز", "ظ", "ذ"], strict=True)),
    **dict(zip("TYGHBNZ", ["لإ", "إ", "لأ", "أ", "لآ", "آ", "~"], strict=True)),
}
_ARABIC_102: Final = {
    **dict(zip("azertyuiop^$", "ضصثقفغعهخحجد", strict=True)),
    **dict(zip("qsdfghjklmù*", "شسيبلاتنمكطذ", strict=True)),
    **dict(zip("wxcvbn,;:!", ["ئ", "ء", "ؤ", "ر", "لا", "ى", "ة", "و", "ز", "ظ"], strict=True)),
    **dict(zip("TYGHBN", ["لإ", "إ", "لأ", "أ", "لآ", "آ"], strict=True)),
}
LAYOUTS: Final = (_ARABIC_101, _ARABIC_102)
_LAM_ALEF: Final = ("لا", "لأ", "لإ", "لآ")


def swap(text: str) -> list[str]:
    """What the keys that made ``text`` make on the other layout, the likeliest first.

    Latin text becomes Arabic and Arabic text small Latin letters, on QWERTY and on AZERTY; a reading with
    a character that no key of the layout makes is left out. Empty when the text has no letters.

    >>> swap("hguvhr"), swap("ىشفخ")
    (['العراق'], ['nato'])
    """
    if not any(letter.isalpha() for letter in text):
        return []
    read = _to_latin if any("ء" <= letter <= "ي" for letter in text) else _to_arabic
    readings = dict.fromkeys(reading for layout in LAYOUTS for reading in read(text, layout))
    return [reading for reading in readings if reading != text]


def _to_arabic(text: str, layout: dict[str, str]) -> list[str]:
    """With capitals as the Shift key makes them, and as Caps Lock does."""
    shifted = [layout.get(letter) or layout.get(letter.lower()) or _unswapped(letter) for letter in text]
    plain = [layout.get(letter) or _unswapped(letter) for letter in text.lower()]
    return ["".join(letters) for letters in (shifted, plain) if all(letters)]


def _to_latin(text: str, layout: dict[str, str]) -> list[str]:
    keys = {letter: key for key, letter in reversed(layout.items())}
    readings = []
    for ligatures in (_LAM_ALEF, ()):
        latin, at = "", 0
        while at < len(text):
            width = 2 if text[at : at + 2] in ligatures else 1
            latin += keys.get(text[at : at + width]) or _unswapped(text[at : at + width]) or "\0"
            at += width
        if "\0" not in latin:
            readings.append(latin.lower())
    return readings


def _unswapped(letter: str) -> str:
    """Spaces, digits and quotes are the same on both layouts."""
    return letter if letter.isspace() or letter.isdecimal() or letter in '"-*()|' else ""


_ROWS: Final = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلىةوزظ")


def _neighbours() -> dict[str, frozenset[str]]:
    """Letter → the letters of the keys beside, above and below it on the Arabic keyboard."""
    pairs = [pair for row in _ROWS for pair in pairwise(row)]
    for upper, lower in pairwise(_ROWS):
        pairs += [*zip(upper, lower, strict=False), *zip(upper[1:], lower, strict=False)]
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {letter: frozenset(near) for letter, near in found.items()}


NEIGHBOURS: Final = _neighbours()
