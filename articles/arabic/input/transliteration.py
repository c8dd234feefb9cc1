"""Arabic names written in Latin letters: kadhimi is كاظمي.

Newspapers and readers romanize as they please, so nothing is generated: a Latin word becomes a pattern that
the archive's own words either fit or not (consonants by class, vowels free), and a cost says how well a word
fits (:mod:`.sounds`). The classes follow the common romanizations of Arabic (ALA-LC, BGN/PCGN, and the digits
of chats) and the ways in which papers write foreign names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize

from articles.arabic.input.sounds import (
    CONSONANTS,
    NO_VOWEL,
    cost_of_consonant,
    cost_of_vowels,
    written,
)
from articles.arabic.orthography.characters import ARTICLE

#: A word whose cost is higher, for each consonant, is another name: بدون is not biden, nor الماكرين macron.
_MAX_COST: Final = 0.7
_MAX_COST_OF_COMMON: Final = 0.65  # for each but one, of a word that is mostly no name: البطن is not putin
_MAX_COST_OF_SAME: Final = 0.15
_MAX_COST_OF_ONE: Final = 0.5  # of a word with a single consonant: joe, huawei
_MAX_CONSONANTS: Final = 12

_WEAK: Final = "اأإآويىءؤئعة"
_SOUND: Final = re.compile("|".join((*sorted(CONSONANTS, key=len, reverse=True), "[aeiouyw23]+")))
_ARTICLE: Final = re.compile(r"^(?:al|el|ad|ar|as|ash|an|at|az)[-' ]")
_DOUBLED: Final = re.compile(r"(kh|gh|sh|th|dh|[^\W\d_aeiouywlg]|l(?!lah$))\1")  # Abdullah has both
_SPELT_OTHERWISE: Final = (
    (re.compile("(?<=[vrtns])ic$"), "ich"),  # ibrahimovic
    (re.compile("ee"), "y"),
    (re.compile("sch"), "sh"),
    (re.compile("tch"), "ch"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("ck|c(?!h)"), "k"),
    (re.compile("qu(?=[aeio])"), "kw"),
    (re.compile("ng(?=t)"), "n"),
    (re.compile("wh"), "w"),
    (re.compile("^x"), "sh"),
    (re.compile("x"), "ks"),
)


@dataclass(frozen=True, slots=True)
class Romanized:
    """A Latin word as the sounds that Arabic words are held against: vowels, a consonant, vowels and so on,
    where the vowels may be none."""

    consonants: tuple[str, ...]
    vowels: tuple[str, ...]
    #: Matches whole Arabic words, each on a line of its own, with or without the article.
    pattern: re.Pattern[str]

    def cost(self, arabic: str) -> float:
        """How far an Arabic word is from this one: 0 when it is written as the Latin word sounds, infinite
        when it has other consonants."""
        fitting = self.pattern.fullmatch(arabic)
        return self.cost_of(fitting) if fitting else float("inf")

    def cost_of(self, fitting: re.Match[str]) -> float:
        """The same of a match of the pattern."""
        letters = fitting.groups("")
        if self.vowels[0].startswith("^y") and not letters[0].startswith("ي"):
            return float("inf")  # yellen is not علن
        of_vowels = sum(map(cost_of_vowels, self.vowels, letters[::2]))
        return of_vowels + sum(map(cost_of_consonant, self.consonants, letters[1::2]))

    def is_near(self, cost: float, *, common: bool = False) -> bool:
        """Whether a word of this cost may be meant; ``common``: one that is mostly no name."""
        count = len(self.consonants)
        if common:
            return cost <= _MAX_COST_OF_COMMON * (count - 1)
        return cost <= (_MAX_COST * count if count > 1 else _MAX_COST_OF_ONE)

    def is_same(self, cost: float) -> bool:
        """Whether a word of this cost is written just as this one sounds."""
        return cost <= _MAX_COST_OF_SAME * len(self.consonants)

    def first_letters(self) -> str:
        """The letters of which one is the first consonant of whatever fits."""
        return "".join(letters[0] for letters in written(self.consonants[0]) if letters)


@lru_cache(maxsize=256)
def romanized(word: str) -> Romanized | None:
    """Reads a Latin word. None for what is no romanized word: no vowel, no consonant, or other characters
    than Latin letters and the digits of chats."""
    sounds = _sounds(word)
    consonants = tuple(sound for sound in sounds if sound in CONSONANTS)
    if not 1 <= len(consonants) <= min(_MAX_CONSONANTS, len(sounds) - 1):
        return None
    vowels = _vowels(sounds)
    letters = [_letters(sound, silent=_is_silent(sounds, place)) for place, sound in enumerate(sounds)]
    between = f"([{_WEAK}]*)"
    body = between.join(f"({each})" for each in letters if each)
    return Romanized(
        consonants, vowels, re.compile(f"^(?:{ARTICLE})?{between}{body}{between}$", re.MULTILINE)
    )


def first_consonants(arabic: str) -> set[str]:
    """The first consonant of an Arabic word, with its article and without."""
    readings = (arabic, arabic.removeprefix(ARTICLE))
    return {next((letter for letter in word if letter not in _WEAK), "") for word in readings} - {""}


def _sounds(word: str) -> list[str]:
    """The consonants and runs of vowels of a Latin word, without accents, article and doublings."""
    plain = "".join(letter for letter in normalize("NFKD", word.lower()) if not combining(letter))
    plain = re.sub("['’ -]", "", _ARTICLE.sub("", plain))
    plain = _DOUBLED.sub(r"\1", plain)
    for spelt, sound in _SPELT_OTHERWISE:
        plain = spelt.sub(sound, plain)
    sounds = _SOUND.findall(plain)
    return sounds if "".join(sounds) == plain and not plain.isdecimal() else []


def _vowels(sounds: list[str]) -> tuple[str, ...]:
    """The vowels before, between and behind the consonants, with marks for where the word begins and ends."""
    runs, run = [], NO_VOWEL if sounds[0] in CONSONANTS else "^"
    for sound in sounds:
        if sound in CONSONANTS:
            runs.append(run)
            run = ""
        else:
            run += sound
    return (*runs, f"{run}.")


def _is_silent(sounds: list[str], place: int) -> bool:
    """Whether an h may show a vowel alone: Fatimah, Johnson."""
    return sounds[place] == "h" and place > 0 and (sounds[place + 1 : place + 2] or ["b"])[0] in CONSONANTS


def _letters(sound: str, *, silent: bool) -> str:
    """What stands for a consonant, as a pattern; nothing for vowels."""
    if sound not in CONSONANTS:
        return ""
    return "|".join(sorted(written(sound), key=len, reverse=True)) + ("|" if silent else "")
