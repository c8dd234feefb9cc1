"""Numbers, counted nouns and dates as readers of the active language write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.web.i18n.languages import current_language

YEAR, MONTH, DAY = 4, 7, 10  # characters of an ISO date of each precision
LEAD = 220  # characters of an article shown in lists
DIGITS = {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩"}
_TO_ARAB = str.maketrans(DIGITS["latn"], DIGITS["arab"])
_TO_ARAB_NUMBER = _TO_ARAB | str.maketrans(",.", "٬٫")
_TO_LATN = str.maketrans(DIGITS["arab"] + "۰۱۲۳۴۵۶۷۸۹", DIGITS["latn"] * 2)

# The forms that go with each number stand in the catalogues, the six Arabic ones too.
NOUNS: dict[str, Callable[[int], str]] = {
    "article": lambda count: ngettext("{count} مقال", "{count} مقالات", count),
    "source": lambda count: ngettext("{count} مصدر", "{count} مصادر", count),
    "copy": lambda count: ngettext("{count} نسخة", "{count} نسخ", count),
    "tag": lambda count: ngettext("{count} وسم", "{count} وسوم", count),
    "file": lambda count: ngettext("{count} ملفّ", "{count} ملفّات", count),
    "batch": lambda count: ngettext("{count} دفعة", "{count} دفعات", count),
    "sentence": lambda count: ngettext("{count} جملة", "{count} جمل", count),
    "hit": lambda count: ngettext("{count} موضع", "{count} مواضع", count),
    "minute_left": lambda count: ngettext("بقيت نحو {count} دقيقة", "بقيت نحو {count} دقائق", count),
    "second_left": lambda count: ngettext("بقيت نحو {count} ثانية", "بقيت نحو {count} ثوانٍ", count),
    "author": lambda count: ngettext("{count} كاتب", "{count} كتّاب", count),
}


def in_digits(text: str, digits: str) -> str:
    """The text with its digits as ``arab`` (١٢٣) or ``latn`` (123); with ``source``, as they are."""
    if digits == "arab":
        return text.translate(_TO_ARAB)
    return text.translate(_TO_LATN) if digits == "latn" else text


def number(value: float, digits: str) -> str:
    """Grouped by thousands, with all its decimals: ٤٨٬٢١٢ and ٤٫٥, or 48,212 and 4.5."""
    grouped = f"{value:,}"
    if digits == "arab":
        return grouped.translate(_TO_ARAB_NUMBER)
    group, decimal = current_language().separators
    return grouped.translate({ord(","): group, ord("."): decimal})


def file_size(size: int, *, digits: str) -> str:
    """A number of bytes: ٩٠٨ بايت، ٥٫٢ ك.ب.، ٣٫١ م.ب."""
    units = (_("بايت"), _("ك.ب."), _("م.ب."), _("غ.ب."))
    power = min(3, max(0, size.bit_length() - 1) // 10)
    amount = f"{size / 1024**power:.1f}".removesuffix(".0")
    if digits == "arab":
        amount = amount.replace(".", "٫").translate(_TO_ARAB)
    return f"{amount} {units[power]}"


def counted(value: int, noun: str, *, digits: str) -> str:
    """A number with its noun, one of ``NOUNS``: مقال واحد، مقالان، ٣ مقالات، ١١ مقالًا، ١٠٠ مقال."""
    return NOUNS[noun](value).format(count=number(value, digits))


def date_text(published: str, *, digits: str, weekday: bool = False) -> str:
    """A date of any precision in words: ١٤ أيلول/سبتمبر ٢٠٢١، أيلول/سبتمبر ٢٠٢١، ٢٠٢١; empty stays empty."""
    language = current_language()
    year, month, day = (*(int(part) for part in published.split("-") if part), 0, 0, 0)[:3]
    text = language.date(year, month, day)
    if weekday and day:
        name = language.weekdays[date(year, month, day).weekday()]
        text = pgettext("تاريخ", "{weekday} {date}").format(weekday=name, date=text)
    return in_digits(text, digits)


def range_start(first: str, last: str, *, digits: str) -> str:
    """How a range of dates begins, without what its end says anyhow: ٢٤ before ٢٧ تموز/يوليو ٢٠١٥, and
    ٣٠ تموز/يوليو before ٢ آب/أغسطس ٢٠١٥. Whole where either end is no day, or where the language does not
    write day, month and year in this order."""
    whole = date_text(first, digits=digits)
    if len(first) < DAY or len(last) < DAY or first[:YEAR] != last[:YEAR]:
        return whole
    month, day = int(first[YEAR + 1 : MONTH]), int(first[MONTH + 1 :])
    day_and_month = in_digits(current_language().date(0, month, day), digits)
    short = in_digits(str(day), digits) if first[:MONTH] == last[:MONTH] else day_and_month
    return short if whole.startswith(day_and_month) and day_and_month.startswith(short) else whole


def moment(when: datetime, *, digits: str) -> SafeString:
    """A day and a time of day, in the archive's time zone."""
    local = localtime(when)
    words = date_text(local.date().isoformat(), digits=digits)
    time = in_digits(f"{local:%H:%M}", digits)
    return format_html(
        '<time datetime="{}">{} <bdi>{}</bdi></time>', local.isoformat("T", "minutes"), words, time
    )


def joined(parts: list[str] | tuple[str, ...]) -> str:
    """A list on one line; empty parts are left out."""
    return comma().join(part for part in parts if part)


def comma() -> str:
    """What stands between the parts of a list."""
    return pgettext("بين أجزاء القائمة", "، ")


def lead(body: str) -> str:
    """The beginning of a body, cut at a word."""
    first = next((block for block in body.split("\n\n") if block and not block.startswith("## ")), "")
    return first if len(first) <= LEAD else first[:LEAD].rpartition(" ")[0] + "…"
