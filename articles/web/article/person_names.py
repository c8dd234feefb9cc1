"""Authors' names taken apart, for citations and lists by family name."""

from __future__ import annotations

import re

_ORGANISATIONS = """
    وكالة صحيفة جريدة مجلة موقع قناة إذاعة شبكة مركز معهد مؤسسة هيئة مكتب قسم فريق أسرة تحرير إعداد ترجمة
    متابعة متابعات مراسل مراسلو المراسل محرر المحرر
"""
_FIRST_WORD_OF_NO_PERSON = frozenset(_ORGANISATIONS.split())
_BEGINS_FAMILY = frozenset({"عبد", "أبو", "أبي", "أبا", "ابو", "ابي", "ابا", "ابن", "بن", "بنت"})
_BEGINS_FAMILY |= {"أم", "ام", "آل", "ال", "ذو", "بو", "ولد"}
_ENDS_FAMILY = frozenset({"الدين", "الله"})  # شرف الدين، فضل الله
_ARABIC_WORD = re.compile(r"[\u0621-\u065f\u0670-\u06d3]+")


def name_parts(author: str) -> tuple[str, str]:
    """The family name and the rest of an Arabic person's name; all and nothing for other authors.

    >>> name_parts("حسن أبو زيد"), name_parts("وكالة الضفاف")
    (('أبو زيد', 'حسن'), ('وكالة الضفاف', ''))
    """
    words = author.split()
    person = 2 <= len(words) <= 5 and words[0] not in _FIRST_WORD_OF_NO_PERSON
    if not person or not all(map(_ARABIC_WORD.fullmatch, words)):
        return " ".join(words), ""
    cut = len(words) - 1
    if words[cut] in _ENDS_FAMILY:
        cut -= 1
    while cut > 0 and words[cut - 1] in _BEGINS_FAMILY:
        cut -= 1
    return " ".join(words[cut:]), " ".join(words[:cut])
