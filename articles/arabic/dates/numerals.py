"""Digits of every script that Arabic pages use, and the ordinal words that name the days of a month."""

from __future__ import annotations

from typing import Final

ARABIC_INDIC: Final = "٠١٢٣٤٥٦٧٨٩"
PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
WESTERN: Final = "0123456789"

TO_WESTERN: Final = str.maketrans(ARABIC_INDIC + PERSIAN, WESTERN * 2)

# Letters as dates.plain() leaves them: bare alef, ه for ة, ي for ى.
_UNITS: Final = ("حادي", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع")


def day_ordinals() -> dict[str, int]:
    """Ordinals 1 to 31 with the article, letters folded: ``الحادي والثلاثين`` is 31.

    Tens come in both cases (ون, ين), the teens as ``الثالث عشر``; ``غرة`` is the first of a Hijri month.
    """
    words = {"الاول": 1, "غره": 1, "العاشر": 10}
    for unit, word in enumerate(_UNITS, start=1):
        words[f"ال{word} عشر"] = 10 + unit
        if unit > 1:
            words[f"ال{word}"] = unit
    for tens, stem in ((20, "العشر"), (30, "الثلاث")):
        for ending in ("ون", "ين"):
            words[stem + ending] = tens
            words |= {f"ال{word} و{stem}{ending}": tens + unit for unit, word in enumerate(_UNITS, start=1)}
    return {word: day for word, day in words.items() if day <= 31}
