"""Folding: one spelling for the letters that writers exchange."""

from __future__ import annotations

import re
import unicodedata

from articles.arabic.orthography.characters import FOLDED

# على and علي are different words; so with the others. Recognised before ى is folded.
_PARTICLES = {
    lead + word: lead + normalized
    for lead in ("", "و", "ف")
    for word, normalized in (
        ("على", "على"),
        ("إلى", "الى"),
        ("الى", "الى"),
        ("حتى", "حتى"),
        ("متى", "متى"),
        ("لدى", "لدى"),
    )
}

# Words of three letters keep their final hamza, behind clitics too; and so do those that would become a
# function word without it (بناء: بنا), and those whose first letter looks like a clitic before three (فضاء).
_SHORT = (
    "ماء شيء سوء ضوء جزء بدء عبء ملء دفء بطء درء نشء كفء مرء جاء شاء فيء رزء هزء برء قيء "
    "بناء هناء ولاء عداء خلاء الاء اناء عناء اماء فضاء وفاء وباء وعاء فناء فراء وقاء"
)
_LEAD = "[وف]?(?:[بك]?ال|لل|[بكل])?"
_KEEPS_HAMZA = re.compile(f"(?:{_LEAD}(?:{_SHORT.replace(' ', '|')})|[وف]?(?:[بك]?ال|لل)?..ء)")
# فئة would become فيه.
_GROUP = re.compile(f"{_LEAD}فئ[ةهات]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3]")


def normalize(surface: str) -> str:
    """The word with its letters folded; folding twice is folding once.

    ``surface`` is a clean word (see :func:`articles.arabic.orthography.tokenizer.clean`). Hamza on any seat,
    final ة and ى, Persian, Urdu and loan letters, and Latin accents are folded; clitics stay.
    """
    if surface.isascii():
        return surface
    if surface in _PARTICLES:
        return _PARTICLES[surface]
    if not _ARABIC.search(surface):
        parts = unicodedata.normalize("NFKD", surface)
        return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
    word = surface.replace("ئو", "وو").translate(FOLDED).replace("ءو", "وو")
    if "فئ" in surface and _GROUP.match(surface):
        word = word.replace("في", "فئ", 1)
    return without_final_hamza(word) if word[-1] == "ء" else word


def without_final_hamza(word: str) -> str:
    """The folded word less its final ء, which stays in words of three letters."""
    while word.endswith("ء") and len(word) > 3 and not _KEEPS_HAMZA.fullmatch(word):
        word = word[:-1]
    return word
