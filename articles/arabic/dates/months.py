"""The names of months and weekdays that Arabic newspapers write.

Gregorian months carry several vocabularies at once: the Levant and Iraq (كانون الثاني), Egypt, Sudan and the
Gulf (يناير), Algeria and Tunisia (جانفي), Morocco (غشت, شتنبر); English and French names stand in menus and
metadata. Names are written as :func:`articles.arabic.dates.grammar.plain` leaves text: bare alef, ه for ة,
ي for ى, lower case without accents.
"""

from __future__ import annotations

from typing import Final

GREGORIAN_NAMES: Final = (
    (
        *("كانون الثاني", "كانون ثاني", "كانون ثان", "كانون 2", "كانون2", "يناير", "جانفي"),
        *("january", "jan", "janvier", "janv"),
    ),
    ("شباط", "فبراير", "فيفري", "february", "feb", "fevrier", "fevr", "fev"),
    ("اذار", "مارس", "march", "mar", "mars"),
    ("نيسان", "ابريل", "افريل", "april", "apr", "avril", "avr"),
    ("ايار", "مايس", "مايو", "ماي", "may", "mai"),
    ("حزيران", "يونيو", "يونيه", "جوان", "june", "jun", "juin"),
    ("تموز", "يوليو", "يوليه", "يوليوز", "جويليه", "july", "jul", "juillet", "juil"),
    ("اب", "اغسطس", "اوغسطس", "غشت", "اغشت", "اوت", "august", "aug", "aout"),
    ("ايلول", "سبتمبر", "شتنبر", "شتمبر", "september", "sept", "sep", "septembre"),
    (
        *("تشرين الاول", "تشرين اول", "تشرين 1", "تشرين1", "اكتوبر", "اوكتوبر"),
        *("october", "oct", "octobre"),
    ),
    (
        *("تشرين الثاني", "تشرين ثاني", "تشرين ثان", "تشرين 2", "تشرين2"),
        *("نوفمبر", "نونبر", "november", "nov", "novembre"),
    ),
    (
        *("كانون الاول", "كانون اول", "كانون 1", "كانون1", "ديسمبر", "دسمبر", "دجنبر"),
        *("december", "dec", "decembre"),
    ),
)

# Libya's from 1986 to 2011. They are words of every day too: they count in a field of a date alone.
LIBYAN_NAMES: Final = (
    ("اي النار", "النار"),
    ("النوار", "نوار"),
    ("الربيع",),
    ("الطير",),
    ("الماء",),
    ("الصيف",),
    ("ناصر",),
    ("هانيبال",),
    ("الفاتح",),
    ("التمور",),
    ("الحرث",),
    ("الكانون",),
)

# In fields that hold a date alone: the months of German, Spanish, Italian, Portuguese, Turkish and Russian.
EUROPEAN_NAMES: Final = (
    ("januar", "jänner", "enero", "gennaio", "janeiro", "ocak", "января"),
    ("februar", "febrero", "febbraio", "fevereiro", "şubat", "февраля"),
    ("märz", "marzo", "março", "marco", "mart", "марта"),
    ("abril", "aprile", "nisan", "апреля"),
    ("mayo", "maggio", "maio", "mayıs", "мая"),
    ("juni", "junio", "giugno", "junho", "haziran", "июня"),
    ("juli", "julio", "luglio", "julho", "temmuz", "июля"),
    ("agosto", "ağustos", "августа"),
    ("septiembre", "settembre", "setembro", "eylul", "сентября"),
    ("oktober", "octubre", "ottobre", "outubro", "ekim", "октября"),
    ("noviembre", "novembre", "novembro", "kasım", "ноября"),
    ("dezember", "diciembre", "dicembre", "dezembro", "aralık", "декабря"),
)

HIJRI_NAMES: Final = (
    ("محرم", "المحرم", "محرم الحرام"),
    ("صفر", "صفر الخير"),
    ("ربيع الاول", "ربيع اول", "ربيع 1", "ربيع1"),
    ("ربيع الاخر", "ربيع اخر", "ربيع الثاني", "ربيع ثاني", "ربيع ثان", "ربيع 2", "ربيع2"),
    (
        *("جمادي الاولي", "جمادي الاول", "جمادي اولي", "جمادي اول", "جمادي 1", "جمادي1"),
        *("جماد الاولي", "جماد الاول", "جماد اولي", "جماد اول", "جماد 1"),
    ),
    (
        *("جمادي الاخره", "جمادي الاخر", "جمادي اخره", "جمادي اخر", "جمادي الثانيه", "جمادي الثاني"),
        *("جمادي ثانيه", "جمادي ثاني", "جمادي ثان", "جمادي 2", "جمادي2"),
        *("جماد الاخره", "جماد الاخر", "جماد اخر", "جماد الثانيه", "جماد الثاني", "جماد ثاني", "جماد 2"),
    ),
    ("رجب", "رجب الفرد", "رجب المرجب"),
    ("شعبان", "شعبان المعظم"),
    ("رمضان", "رمضان المبارك"),
    ("شوال", "شوال المكرم"),
    ("ذو القعده", "ذي القعده", "ذوالقعده", "ذيالقعده", "ذو قعده", "ذي قعده", "القعده"),
    ("ذو الحجه", "ذي الحجه", "ذوالحجه", "ذيالحجه", "ذو حجه", "ذي حجه", "الحجه"),
)

WEEKDAYS: Final = (
    *("الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "الاحد"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("mon", "tues", "tue", "wed", "thurs", "thu", "fri", "sat", "sun"),
)


def _numbered(names: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    return {name: number for number, group in enumerate(names, start=1) for name in group}


GREGORIAN: Final = _numbered(GREGORIAN_NAMES)
EUROPEAN: Final = GREGORIAN | _numbered(EUROPEAN_NAMES)
HIJRI: Final = _numbered(HIJRI_NAMES)
LIBYAN: Final = _numbered(LIBYAN_NAMES)
