"""Arabic names written in Latin letters: kadhimi is كاظمي.

Newspapers and readers romanize as they please, so nothing is generated: a Latin word becomes a pattern that
the archive's own words either fit or not (consonants by class, vowels free), and :func:`distance` says how
well a word fits. The classes follow the common romanizations (ALA-LC, BGN/PCGN, and the digits of chats).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from unicodedata import combining, normalize

from rapidfuzz.distance import Levenshtein

from articles.arabic.orthography.characters import ARTICLE, FOLDED


class _Class(NamedTuple):
    usual: str
    rare: str = ""


_CONSONANTS: Final = {
    **{
        "kh": _Class("خ"),
        "5": _Class("خ"),
        "gh": _Class("غ", "ج"),
        "sh": _Class("ش"),
        "ch": _Class("ش", "خك"),
    },
    **{"th": _Class("ث", "تط"), "dh": _Class("ذظض", "د"), "ph": _Class("ف"), "ng": _Class("ن")},
    **{"b": _Class("ب"), "p": _Class("ب"), "t": _Class("تط"), "6": _Class("ط"), "j": _Class("ج")},
    **{"g": _Class("غج", "ق"), "h": _Class("هح"), "7": _Class("ح"), "d": _Class("دض", "ذ"), "r": _Class("ر")},
    **{"z": _Class("ز", "ظذض"), "s": _Class("سص", "ث"), "9": _Class("ص"), "f": _Class("ف"), "v": _Class("ف")},
    **{"q": _Class("ق"), "8": _Class("ق"), "k": _Class("ك", "قخ"), "c": _Class("ك", "س"), "l": _Class("ل")},
    **{"m": _Class("م"), "n": _Class("ن")},
}
#: Words of too few consonants for a pattern.
SHORT: Final = {
    **dict.fromkeys(("abu", "abou"), "أبو"),
    **dict.fromkeys(("bin", "ben"), "بن"),
    **{"ibn": "ابن", "abd": "عبد", "al": "آل", "ali": "علي", "umm": "أم", "isa": "عيسى", "taha": "طه"},
}
_VOWELS: Final = {
    **{"a": "ا", "e": "", "i": "ي", "y": "ي", "o": "و", "u": "و", "w": "و"},
    **{"ee": "ي", "ei": "ي", "ai": "ي", "ay": "ي", "ou": "و", "oo": "و", "aa": "ا", "2": "ا", "3": "ا"},
}
_SOUND: Final = re.compile("|".join(sorted((*_CONSONANTS, *_VOWELS), key=len, reverse=True)))
_WEAK: Final = "اأإآويىءؤئعة"
_ARTICLE: Final = re.compile(r"^(?:al|el|ad|ar|as|ash|an|at|az)[-' ]")
_DOUBLED: Final = re.compile(r"(kh|gh|sh|th|dh|[^\W\d_aeiouywl]|l(?!lah$))\1")  # Abdullah has both
_INITIAL: Final = frozenset(_VOWELS) - {"w", "y"}
_CARRIERS: Final = frozenset("اأإآع")
# Here letters stand for their sounds: ى and ة end a word as a, ع is heard as one.
_TO_LONG_VOWELS: Final = FOLDED | str.maketrans("ىةع", "ااا", "ء")


def pattern(word: str) -> re.Pattern[str] | None:
    """Matches whole Arabic words, each on a line of its own, that the Latin word may stand for.

    With or without the article. None for what is no romanized word: no vowel, fewer than two consonants,
    or other characters than Latin letters and the digits of chats. :data:`SHORT` has the short ones.
    """
    if word.lower() in SHORT:
        return re.compile(f"^{SHORT[word.lower()]}$", re.MULTILINE)
    sounds = _sounds(word)
    consonants = [sound for sound in sounds if sound in _CONSONANTS]
    if not 2 <= len(consonants) <= min(12, len(sounds) - 1):
        return None
    weak = f"[{_WEAK}]"
    first = f"{weak}+" if sounds[0] in _VOWELS else ""
    last = f"{weak}+" if sounds[-1] in _VOWELS else ""
    letters = [f"[{''.join(_CONSONANTS[sound][:2])}]" for sound in consonants]
    if sounds[-1] == "h":  # Fatimah: the h only shows the ة
        letters[-1], last = f"{letters[-1]}?", f"{weak}?"
    elif sounds[-1] == "e":
        last = f"{weak}?"
    between = f"{weak}*"
    return re.compile(f"^(?:{ARTICLE})?{first}{between.join(letters)}{last}$", re.MULTILINE)


def first_letters(word: str) -> str:
    """The letters of which one is the first consonant of whatever fits the pattern of a Latin word."""
    if word.lower() in SHORT:
        return "".join(first_consonants(SHORT[word.lower()]))
    first = next((sound for sound in _sounds(word) if sound in _CONSONANTS), "")
    return "".join(_CONSONANTS[first][:2]) if first else ""


def first_consonants(arabic: str) -> set[str]:
    """The first consonant of an Arabic word, with its article and without."""
    readings = (arabic, arabic.removeprefix(ARTICLE))
    return {next((letter for letter in word if letter not in _WEAK), "") for word in readings} - {""}


def distance(word: str, arabic: str) -> int:
    """How far an Arabic word that fits the pattern is from the Latin word.

    A short vowel that Arabic does not write costs 1, a long one that the Latin word has not 2, another 3,
    an unusual consonant 2. Any vowel may begin on any of ا أ إ ع.
    """
    if SHORT.get(word.lower()) == arabic:
        return 0
    sounds = _sounds(word)
    bare = arabic.removeprefix(ARTICLE)
    spoken = "".join("-" if sound in _CONSONANTS else _VOWELS[sound] for sound in sounds)
    if sounds[0] in _INITIAL and bare[:1] in _CARRIERS:
        spoken = "ا" + spoken[len(_VOWELS[sounds[0]]) :]
    written = "".join(letter.translate(_TO_LONG_VOWELS) if letter in _WEAK else "-" for letter in bare)
    consonants = [_CONSONANTS[sound] for sound in sounds if sound in _CONSONANTS]
    letters = [letter for letter in bare if letter not in _WEAK]
    unusual = sum(letter in kind.rare for kind, letter in zip(consonants, letters, strict=False))
    return Levenshtein.distance(spoken, written, weights=(2, 1, 3)) + 2 * unusual


def _sounds(word: str) -> list[str]:
    """The letters and digraphs of a Latin word, without accents, article and doublings."""
    plain = "".join(letter for letter in normalize("NFKD", word.lower()) if not combining(letter))
    plain = _DOUBLED.sub(r"\1", re.sub("['’ -]", "", _ARTICLE.sub("", plain))).replace("x", "ks")
    sounds = _SOUND.findall(plain)
    return sounds if "".join(sounds) == plain and not plain.isdecimal() else []
