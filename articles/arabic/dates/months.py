"""The names of months and weekdays that Arabic newspapers write.

Gregorian months carry four vocabularies at once: the Levant and Iraq (كانون الثاني), Egypt, Sudan and the
Gulf (يناير), Algeria and Tunisia (جانفي), Morocco (غشت, شتنبر); English names stand in menus and metadata.
Names are written as :func:`articles.arabic.dates.parser.plain` leaves text: bare alef, ه for ة, ي for ى,
lower case.
"""

from __future__ import annotations

from typing import Final

GREGORIAN_NAMES: Final = (
    ("كانون الثاني", "كانون ثاني", "كانون ثان", "كانون 2", "كانون2", "يناير", "جانفي", "january", "jan"),
    ("شباط", "فبراير", "فيفري", "february", "feb"),
    ("اذار", "مارس", "march", "mar"),
    ("نيسان", "ابريل", "افريل", "april", "apr"),
    ("ايار", "مايس", "مايو", "ماي", "may"),
    ("حزيران", "يونيو", "يونيه", "جوان", "june", "jun"),
    ("تموز", "يوليو", "يوليه", "يوليوز", "جويليه", "july", "jul"),
    ("اب", "اغسطس", "غشت", "اوت", "august", "aug"),
    ("ايلول", "سبتمبر", "شتنبر", "september", "sept", "sep"),
    ("تشرين الاول", "تشرين اول", "تشرين 1", "تشرين1", "اكتوبر", "اوكتوبر", "october", "oct"),
    (
        *("تشرين الثاني", "تشرين ثاني", "تشرين ثان", "تشرين 2", "تشرين2"),
        *("نوفمبر", "نونبر", "november", "nov"),
    ),
    ("كانون الاول", "كانون اول", "كانون 1", "كانون1", "ديسمبر", "دجنبر", "december", "dec"),
)

HIJRI_NAMES: Final = (
    ("محرم", "المحرم", "محرم الحرام"),
    ("صفر",),
    ("ربيع الاول", "ربيع اول"),
    ("ربيع الاخر", "ربيع الثاني", "ربيع ثاني"),
    ("جمادي الاولي", "جمادي الاول", "جماد الاول", "جمادي اول"),
    ("جمادي الاخره", "جمادي الاخر", "جمادي الثانيه", "جمادي الثاني", "جماد الثاني", "جماد الاخر"),
    ("رجب",),
    ("شعبان",),
    ("رمضان",),
    ("شوال",),
    ("ذو القعده", "ذي القعده", "ذوالقعده"),
    ("ذو الحجه", "ذي الحجه", "ذوالحجه"),
)

WEEKDAYS: Final = (
    *("الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "الاحد"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mon", "tues", "tue", "wed", "thurs", "thu", "fri", "sat", "sun"),
)


def _numbered(names: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    return {name: number for number, group in enumerate(names, start=1) for name in group}


GREGORIAN: Final = _numbered(GREGORIAN_NAMES)
HIJRI: Final = _numbered(HIJRI_NAMES)
