"""The language of an article, by its script and its commonest words."""

from __future__ import annotations

import re
from typing import Final

_SAMPLE: Final = 1000  # characters
_ARABIC: Final = re.compile("[\u0621-\u064a\u066e-\u06d3]")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_OTHER: Final = {"he": re.compile("[\u05d0-\u05ea]"), "ru": re.compile("[\u0400-\u04ff]")}
_NOT_ARABIC: Final = re.compile("[پچژگکیەێۆڕڵٹڈںھہے]")
# Letters that Arabic does not have, and short words: a language is told by what it alone uses.
_BY_WORDS: Final = {
    "fa": re.compile(r"\b(?:است|که|این|را|می|های|برای|شد|کرد)\b"),
    "ur": re.compile(r"\b(?:ہے|کے|میں|کی|ہیں|سے|اور|نے|کو)\b"),
    "ckb": re.compile(r"[ەێۆڕڵ]\w*\b"),
    "en": re.compile(r"\b(?:the|of|and|to|in|is|that|for)\b", re.I),
    "fr": re.compile(r"\b(?:le|la|les|des|et|du|une|est|dans)\b", re.I),
    "tr": re.compile(r"\b(?:ve|bir|bu|için|olarak|ile|da|de)\b", re.I),
    "es": re.compile(r"\b(?:el|los|las|del|que|en|una|por)\b", re.I),
    "de": re.compile(r"\b(?:der|die|und|das|ist|nicht|mit|den)\b", re.I),
}
_SCRIPTS: Final = {"arabic": ("fa", "ur", "ckb"), "latin": ("en", "fr", "tr", "es", "de")}


def language_of(text: str) -> str:
    """``ar``, ``en``, ``fr`` …, or ``und`` when it cannot be told."""
    sample = text[:_SAMPLE]
    arabic, latin = len(_ARABIC.findall(sample)), len(_LATIN.findall(sample))
    others = {code: len(letters.findall(sample)) for code, letters in _OTHER.items()}
    maximum = max(arabic, latin, *others.values())
    if maximum < 2:
        return "und"
    if arabic == maximum:
        if not _NOT_ARABIC.search(sample):
            return "ar"
        best, count = _by_words(sample, _SCRIPTS["arabic"])
        return best if count > len(sample) / 60 else "ar"
    if latin == maximum:
        best, count = _by_words(sample, _SCRIPTS["latin"])
        return best if count else "und"
    return max(others, key=lambda code: others[code])


def _by_words(sample: str, codes: tuple[str, ...]) -> tuple[str, int]:
    counts = {code: len(_BY_WORDS[code].findall(sample)) for code in codes}
    best = max(counts, key=lambda code: counts[code])
    return best, counts[best]
