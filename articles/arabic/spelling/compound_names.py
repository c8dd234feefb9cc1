"""Compound names, written joined or apart: عبدالله and عبد الله, أبوظبي and أبو ظبي.

Names are joined in queries only; a text keeps its words, so their parts stay searchable. All words here
are folded (:func:`articles.arabic.orthography.normalizer.normalize`).
"""

from __future__ import annotations

import re

# First words of compound names, with the forms that each takes in a sentence.
_CASES = {
    "عبد": ("عبد",),
    "ابو": ("ابو", "ابي", "ابا"),
    "ابن": ("ابن", "بن"),
    "ام": ("ام",),
    "ذو": ("ذو", "ذي", "ذا"),
    "ال": ("ال",),
}
_FORMS = {form: forms for forms in _CASES.values() for form in forms}

_LEAD = "(?P<lead>[وف]?[بكل]?)"
_HEAD = re.compile(_LEAD + "(?P<head>{})".format("|".join(_FORMS)))
# Only what is hardly ever the beginning of another word: عبد before the article, أبو before three letters.
_JOINED = re.compile(
    _LEAD + "(?P<head>عبد(?=ال..)|ابو(?=...)|ابا(?=ال..)|ابي(?=ال..)|ابن(?=ال..)|ذو(?=ال..))(?P<rest>.+)"
)


def cases(word: str) -> tuple[str, ...]:
    """The forms of the first word of a compound name, itself first; empty for any other word.

    >>> cases("وابو")
    ('وابو', 'وابي', 'وابا')
    """
    found = _HEAD.fullmatch(word)
    if not found:
        return ()
    lead, head = found["lead"], found["head"]
    return (word, *(lead + form for form in _FORMS[head] if form != head))


def joined(first: str, second: str) -> tuple[str, ...]:
    """The two words as one, in each form of the first; empty when they are no compound name.

    >>> joined("عبد", "الله"), joined("ابو", "ظبي"), joined("قال", "الوزير")
    (('عبدالله',), ('ابوظبي', 'ابيظبي', 'اباظبي'), ())
    """
    return tuple(form + second for form in cases(first))


def split(word: str) -> tuple[str, str] | None:
    """The two words of a compound name that is written as one; None for any other word.

    >>> split("وعبدالرحمن"), split("ابوظبي"), split("وزير")
    (('وعبد', 'الرحمن'), ('ابو', 'ظبي'), None)
    """
    found = _JOINED.fullmatch(word)
    return (found["lead"] + found["head"], found["rest"]) if found else None
