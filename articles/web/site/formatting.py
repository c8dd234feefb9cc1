"""Numbers, counted nouns and dates as Arabic and English readers write them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

DIGITS = {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩"}
_TO_ARAB = str.maketrans(DIGITS["latn"], DIGITS["arab"])
_ARAB_SEPARATORS = str.maketrans(",.", "٬٫")
_TO_LATN = str.maketrans(DIGITS["arab"] + "۰۱۲۳۴۵۶۷۸۹", DIGITS["latn"] * 2)

MONTHS = {
    "ar": [
        "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو",
        "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأوّل/أكتوبر", "تشرين الثاني/نوفمبر",
        "كانون الأوّل/ديسمبر",
    ],
    "en": list(calendar.month_name)[1:],
}  # fmt: skip
WEEKDAYS = {
    "ar": ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    "en": list(calendar.day_name),
}


@dataclass(frozen=True, slots=True)
class Noun:
    """The Arabic forms that go with 1, 2, 3–10, 11–99 and 100, and the two English ones."""

    one: str
    two: str
    few: str
    many: str
    hundred: str
    none: str
    english: tuple[str, str]


NOUNS = {
    "article": Noun("مقال واحد", "مقالان", "مقالات", "مقالًا", "مقال", "لا مقالات", ("article", "articles")),
    "source": Noun("مصدر واحد", "مصدران", "مصادر", "مصدرًا", "مصدر", "لا مصادر", ("source", "sources")),
    "copy": Noun("نسخة واحدة", "نسختان", "نسخ", "نسخة", "نسخة", "لا نسخ", ("copy", "copies")),
    "tag": Noun("وسم واحد", "وسمان", "وسوم", "وسمًا", "وسم", "لا وسوم", ("tag", "tags")),
    "file": Noun("ملفّ واحد", "ملفّان", "ملفّات", "ملفًّا", "ملفّ", "لا ملفّات", ("file", "files")),
    "batch": Noun("دفعة واحدة", "دفعتان", "دفعات", "دفعةً", "دفعة", "لا دفعات", ("batch", "batches")),
    "sentence": Noun("جملة واحدة", "جملتان", "جمل", "جملةً", "جملة", "لا جمل", ("sentence", "sentences")),
    "hit": Noun("موضع واحد", "موضعان", "مواضع", "موضعًا", "موضع", "لا مواضع", ("match", "matches")),
    "author": Noun("كاتب واحد", "كاتبان", "كتّاب", "كاتبًا", "كاتب", "لا كتّاب", ("author", "authors")),
}


def in_digits(text: str, digits: str) -> str:
    """The text with its digits as ``arab`` (١٢٣) or ``latn`` (123); with ``source``, as they are."""
    if digits == "arab":
        return text.translate(_TO_ARAB)
    return text.translate(_TO_LATN) if digits == "latn" else text


def number(value: float, digits: str) -> str:
    """Grouped by thousands, with all its decimals: ٤٨٬٢١٢ and ٤٫٥, or 48,212 and 4.5."""
    grouped = f"{value:,}"
    return grouped.translate(_TO_ARAB | _ARAB_SEPARATORS) if digits == "arab" else grouped


def file_size(size: int, *, language: str, digits: str) -> str:
    """A number of bytes: ٩٠٨ بايت، ٥٫٢ ك.ب.، ٣٫١ م.ب."""
    units = ("بايت", "ك.ب.", "م.ب.", "غ.ب.") if language == "ar" else ("bytes", "kB", "MB", "GB")
    power = min(3, max(0, size.bit_length() - 1) // 10)
    amount = f"{size / 1024**power:.1f}".removesuffix(".0")
    if digits == "arab":
        amount = amount.replace(".", "٫").translate(_TO_ARAB)
    return f"{amount} {units[power]}"


def counted(value: int, noun: str, *, language: str, digits: str) -> str:
    """A number with its noun: مقال واحد، مقالان، ٣ مقالات، ١١ مقالًا، ١٠٠ مقال، ١٠٣ مقالات."""
    forms = NOUNS[noun]
    if language != "ar":
        return f"{number(value, digits)} {forms.english[value != 1]}"
    if value in (0, 1, 2):
        return (forms.none, forms.one, forms.two)[value]
    last = value % 100
    form = forms.few if 3 <= last <= 10 else forms.many if last > 10 else forms.hundred
    return f"{number(value, digits)} {form}"


def month_name(month: int, *, language: str) -> str:
    """أيلول/سبتمبر, September; ``month`` counts from 1."""
    return MONTHS[language][month - 1]


def date_text(published: str, *, language: str, digits: str, weekday: bool = False) -> str:
    """A date of any precision in words: ١٤ أيلول/سبتمبر ٢٠٢١، أيلول/سبتمبر ٢٠٢١، ٢٠٢١; empty stays empty."""
    year, month, day = (*(int(part) for part in published.split("-") if part), 0, 0, 0)[:3]
    words = [str(day or ""), month and month_name(month, language=language), str(year or "")]
    if weekday and day:
        words.insert(
            0, WEEKDAYS[language][date(year, month, day).weekday()] + ("," if language == "en" else "")
        )
    return in_digits(" ".join(word for word in words if word), digits)
