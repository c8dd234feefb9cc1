"""Foreign names and loan words as papers spell them: ميليشيا and مليشيا, نتنياهو and نتانياهو.

Arabic has no letter for g and writes the vowels of foreign words or leaves them out, so papers differ: غ, ج,
ق or ك for g, a long vowel more, fewer or other, ث or ت, س or ز. The spellings are made here, from the word;
which of them mean anything is for the caller to look up. All words here are folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

_VOWELS = "اوي"
_G = "غجقك"
_MAX_G = 3  # letters for g that are changed together
# Consonants that one sound is written with.
_ALIKE = (
    ("ث", "ت"),
    ("ط", "ت"),
    ("س", "ز"),
    ("ص", "س"),
    ("ذ", "ز"),
    ("ض", "ز"),
    ("ظ", "ز"),
    ("خ", "غ"),
    ("خ", "ك"),
    ("ه", "غ"),
    ("ف", "و"),
    ("ف", "ب"),
    ("تش", "ش"),
)
_SOUND = re.compile("تش|[^اوي]")
# A run of vowels, and the ه of an ending, which stands for one.
_PARTS = re.compile(f"[{_VOWELS}]+|ه$|[^{_VOWELS}]")
_MIN_SOUNDS = (
    3  # consonants, a vowel at the beginning counted as one, without which a vowel tells words apart
)
_MANY_SOUNDS = 5  # with which two vowels may differ
_MIN_LETTERS = 4
_MAX_LETTERS = 20  # the spellings of a longer word are too many, and no word is longer
_MIN_PART = 2  # letters of a part of a word that was joined or split
_MIN_SPLIT = 6


def respelled(word: str, *, loose: bool = False) -> Iterator[str]:
    """The other spellings of a foreign word, likely or not; each once, never the word itself. ``loose``: with
    another vowel in the last syllable, too, which may make another name (ميشيل, ميشال; بوتين, بوتان)."""
    seen = {word}
    if not _MIN_LETTERS <= len(word) <= _MAX_LETTERS:
        return
    for spelling in _all_spellings(word, loose):
        if spelling not in seen and len(spelling) > 2:
            seen.add(spelling)
            yield spelling


def splits(word: str) -> Iterator[tuple[str, str]]:
    """The two words that a foreign word may be written as: فيس بوك."""
    if _MIN_SPLIT <= len(word) <= _MAX_LETTERS:
        for cut in range(_MIN_PART, len(word) - _MIN_PART + 1):
            yield word[:cut], word[cut:]


def _all_spellings(word: str, loose: bool) -> Iterator[str]:
    sounds = len(_SOUND.findall(word)) + (word[0] in _VOWELS)
    by_sound = [word, *_by_g(word)]
    yield from by_sound[1:]
    yield from _by_consonant(word)
    for each in by_sound:
        yield from _by_vowel(each, sounds, loose)
    if sounds >= _MANY_SOUNDS:
        for each in {*_by_vowel(word, sounds, loose)}:
            yield from _by_vowel(each, sounds, loose)
    if sounds > _MIN_SOUNDS:
        for each in _by_consonant(word):
            yield from _by_vowel(each, sounds, loose)


def _by_g(word: str) -> Iterator[str]:
    """All ways to write the letters for g."""
    places = [place for place, letter in enumerate(word) if letter in _G][:_MAX_G]
    for letters in product(_G, repeat=len(places)):
        spelling = list(word)
        for place, letter in zip(places, letters, strict=True):
            spelling[place] = letter
        if spelling != list(word):
            yield "".join(spelling)


def _by_consonant(word: str) -> Iterator[str]:
    """One consonant written as another of its sound, with a letter for g beside it."""
    for pair in _ALIKE:
        for one, other in (pair, pair[::-1]):
            place = word.find(one)
            while place >= 0:
                spelling = word[:place] + other + word[place + len(one) :]
                yield spelling
                yield from _by_g(spelling)
                place = word.find(one, place + 1)


def _by_vowel(word: str, sounds: int, loose: bool) -> Iterator[str]:
    """One run of vowels longer, shorter, turned round or another one."""
    parts = _PARTS.findall(word)
    for place in range(len(parts) + 1):
        before, after = parts[:place], parts[place:]
        run = after.pop(0) if after and after[0][0] in _VOWELS + "ه" and _is_run(after, place) else ""
        last = not loose and not any(part[0] not in _VOWELS for part in after[1:])
        if not run and before and before[-1][0] in _VOWELS:
            continue
        for other in _other_runs(run, last=last, first=not before, end=not after, sounds=sounds):
            yield "".join((*before, other, *after))


def _is_run(after: list[str], place: int) -> bool:
    return after[0] != "ه" or (len(after) == 1 and place > 0)


def _other_runs(run: str, *, last: bool, first: bool, end: bool, sounds: int) -> Iterator[str]:
    """What may stand for a run of vowels; ``last``: where ا is no و or ي, in the last syllable (بوتان)."""
    short = sounds < _MIN_SOUNDS
    if len(run) > 1 and not (short and run[0] != run[1]):  # ريال is not ريل
        yield from {run[:place] + run[place + 1 :] for place in range(len(run))}
        if run[::-1] != run:
            yield run[::-1]
    if len(run) == 1 and run in "وي" and not first:
        yield run * 2
    if short:
        return
    if end:
        yield from {"ا": ("ه",), "ه": ("ا", "", "ي"), "ي": ("ه",)}.get(run, ())
        return
    if first:
        yield from ("ا",) if not run else ()  # ستوكهولم, استوكهولم
        yield from ("",) if run == "ا" and sounds > _MANY_SOUNDS else ()
        return
    if len(run) > 1 and not end:
        yield ""
    if not run:
        yield from _VOWELS
    elif len(run) == 1:
        yield ""
        if sounds > _MIN_SOUNDS:  # باريس is not بوريس
            yield from {"ا": "" if last else "وي", "و": "ي" if last else "اي", "ي": "و" if last else "او"}[
                run
            ]
        yield from (run + vowel for vowel in _VOWELS)
