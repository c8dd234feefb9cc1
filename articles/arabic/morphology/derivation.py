"""The verbs that a noun may be formed of: تأكيد of أكّد, استيعاب of استوعب, مستدام of استدام.

Patterns as any grammar lists them, for nouns of verbs and participles; which of the verbs there are is for
the caller to look up. All words here are folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NISBAS = ("ي", "يه")  # of هندسة, too
_ENDINGS = ("", "ات", "ين", "ون", "ه", *_NISBAS)
# What a noun looks like, and the perfect of its verb.
_PATTERNS = tuple(
    (re.compile(noun).fullmatch, verb)
    for noun, verb in (
        ("ت(..)ي(.)", r"\1\2"),  # تحرير: حرر
        ("(ا.*..)ا(.)", r"\1\2"),  # اضطراب: اضطرب
        ("اي(.)ا(.)", r"او\1\2"),  # إيقاف: أوقف
        ("استي(.)ا(.)", r"استو\1\2"),  # استيعاب: استوعب
        ("(ا.{2,})ا", r"\1ي"),  # استغناء: استغنى
        ("م(.ا.+)ه", r"\1"),  # مفاجأة: فاجأ
        ("م(.ا.)اه", r"\1ي"),  # معاناة: عانى
        ("م(...+)", r"\1"),  # مهندس: هندس, متحدث: تحدث
        ("م(...+)", r"ا\1"),  # متاح: أتاح, مستدام: استدام
        ("(....)ه", r"\1"),  # سيطرة: سيطر
        ("(.)ا(..)", r"\1\2"),  # نازح: نزح
        ("م(..)و(.)", r"\1\2"),  # مجهول: جهل
    )
)


def verbs_of(word: str) -> Iterator[str]:
    """The perfects of the verbs that a word, with or without an ending, may be formed of, likely or not."""
    for ending in _ENDINGS:
        if word.endswith(ending):
            noun = word[: len(word) - len(ending)]
            for base in (noun, noun + "ه") if ending in _NISBAS else (noun,):
                yield from (found.expand(verb) for fits, verb in _PATTERNS if (found := fits(base)))
