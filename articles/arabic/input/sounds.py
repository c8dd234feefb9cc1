"""What the sounds of Latin letters are written with in Arabic, and how usual that is."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

#: A consonant, the letters that it is usually written with, and those that it is sometimes.
CONSONANTS: Final = {
    "b": ("ب", ""),
    "ch": ("ش تش", "خ ك ج"),
    "d": ("د ض", "ذ ظ"),
    "dh": ("ذ ظ ض", "د"),
    "f": ("ف", ""),
    "g": ("غ ج", "ق ك"),
    "gg": ("غ ج قج", "ق ك"),
    "gh": ("غ", "ج ق"),
    "h": ("ه ح", ""),
    "j": ("ج", "ي خ"),
    "k": ("ك", "ق خ"),
    "kh": ("خ", "ك ح"),
    "l": ("ل", ""),
    "m": ("م", ""),
    "n": ("ن", ""),
    "ng": ("نغ نج", "ن نك نق"),
    "p": ("ب", ""),
    "pf": ("ف", ""),
    "ph": ("ف", ""),
    "q": ("ق", "ك غ"),
    "r": ("ر", ""),
    "s": ("س ص", "ث ز ش"),
    "sh": ("ش", "س"),
    "t": ("ت ط", "ث"),
    "th": ("ث", "ت ط ذ"),
    "v": ("ف", "و ب"),
    "z": ("ز", "ظ ذ ض س"),
    "zh": ("ج", "ز"),
    **{"5": ("خ", ""), "6": ("ط", ""), "7": ("ح", ""), "8": ("ق", ""), "9": ("ص", "")},
}
_RARE: Final = 1.0  # the cost of a letter that is written sometimes
_SILENT: Final = 0.75  # of an h that is not written: johnson
#: What vowels are written with, and what that costs: 0 as they are written mostly, 1 when a short one is not.
#: Before a silent h they are an ة, which makes up for it (jeddah, جدة).
_VOWELS: Final = {
    "a": {"ا": 0.0, "": 1.0, "ة": -0.75, "ع": 0.6, "عا": 0.3, "اع": 0.3, "اي": 2.0, "ي": 2.5},
    "e": {"": 0.3, "ي": 0.6, "ة": -0.75, "اي": 2.0, "ا": 2.0},
    "i": {"ي": 0.0, "": 1.0, "اي": 1.0, "عي": 0.3},
    "o": {"و": 0.0, "": 1.2, "ا": 2.0},
    "u": {"و": 0.0, "": 0.8, "ا": 1.2, "يو": 0.5},
    "y": {"ي": 0.0, "اي": 1.0, "": 1.5},
    "w": {"و": 0.0, "": 0.8},
    "aa": {"ع": 0.0, "ا": 0.3, "عا": 0.2, "": 1.5},
    "ai": {"ي": 0.0, "اي": 0.2, "ع": 0.6, "": 1.5, "ا": 2.0},
    "ay": {"ي": 0.0, "اي": 0.2, "": 1.5},
    "au": {"و": 0.0, "او": 0.2, "عو": 0.2},
    "aw": {"و": 0.0, "او": 0.2},
    "ea": {"ي": 0.5, "": 1.5},
    "ei": {"ي": 0.0, "اي": 0.2, "": 1.5},
    "ey": {"ي": 0.0, "اي": 0.2},
    "eu": {"يو": 0.2, "وي": 0.3, "و": 0.5},
    "ie": {"ي": 0.0, "": 1.5},
    "oe": {"و": 0.0},
    "oo": {"و": 0.0},
    "ou": {"و": 0.0, "": 1.0, "او": 0.5},
    "ow": {"و": 0.0, "او": 0.2},
    "2": {"ا": 0.0, "": 0.0},
    "3": {"ع": 0.0, "ا": 0.5},
    # At the end of a word.
    ".": {"": 0.0, "ة": 3.0},
    "a.": {"ا": 0.0, "ة": 0.0, "": 2.0, "ع": 0.6},
    "e.": {"": 0.0, "ة": 0.3, "ي": 0.8, "ا": 1.0},
    "i.": {"ي": 0.0, "": 2.0, "ا": 2.0},
    "o.": {"و": 0.0, "": 2.0},
    "u.": {"و": 0.0, "": 2.0},
    "y.": {"ي": 0.0, "ا": 1.0},
}
NO_VOWEL: Final = "-"  # before the first consonant, where none is to be written either
_NEVER_LAST: Final = ("", "ة")  # what is not written at the end, and ة, have lines of their own
_EXTRA: Final = {"ا": 2.0, "و": 2.0, "ي": 2.0, "ع": 0.6, "ة": 4.0}  # a letter that nothing stands for
# Letters by their sounds: hamza has none here, ى ends a word as a.
_TO_SOUNDS: Final = str.maketrans({**dict.fromkeys("أإآى", "ا"), "ؤ": "و", "ئ": "ي", "ء": None})


def written(sound: str) -> list[str]:
    return " ".join(CONSONANTS[sound]).split()


def cost_of_consonant(sound: str, letters: str) -> float:
    if not letters:
        return _SILENT
    return 0.0 if letters in CONSONANTS[sound][0].split() else _RARE


def _at_the_beginning(vowel: str) -> dict[str, float]:
    """What writes a vowel that begins a word: ا and ع carry any, and a vowel seldom stands alone."""
    ways = [("ا", 0.2), ("ع", 0.3)]
    for letters, cost in _VOWELS[vowel].items():
        alone = 0.0 if vowel in "wy" or letters[:1] == "ا" else 0.2 if letters[:1] == "ي" else 0.5
        ways += [(letters, cost + alone), ("ع" + letters, cost + 0.3), ("ا" + letters, cost)]
    best: dict[str, float] = {}
    for letters, cost in ways:
        if letters:
            best[letters] = min(cost, best.get(letters, cost))
    return best


_WRITTEN: Final = _VOWELS | {
    f"^{vowel}": _at_the_beginning(vowel) for vowel in _VOWELS if vowel[0].isalpha() and "." not in vowel
}
_WRITTEN["^3"] = {"ع": 0.0}
_WRITTEN["^2"] = {"ا": 0.0}


@lru_cache(maxsize=4096)
def cost_of_vowels(latin: str, arabic: str) -> float:
    """The cheapest way to read a run of Arabic vowel letters as a run of Latin ones."""
    return _cheapest(latin, arabic.replace("ئي", "ي").translate(_TO_SOUNDS))


def _cheapest(latin: str, arabic: str) -> float:
    if latin == NO_VOWEL:
        return 2.0 * len(arabic)
    if not latin:
        return sum(_EXTRA[letter] for letter in arabic)
    ways = [_EXTRA[arabic[0]] + _cheapest(latin, arabic[1:])] if arabic else []
    for length in range(1, min(3, len(latin)) + 1):
        left = latin[length:]
        for letters, cost in _WRITTEN.get(latin[:length], {}).items():
            if left == "." and letters in _NEVER_LAST:
                continue
            if arabic.startswith(letters):
                ways.append(cost + _cheapest(left, arabic[len(letters) :]))
    return min(ways, default=float("inf"))
