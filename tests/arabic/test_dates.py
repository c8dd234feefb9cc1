"""Dates in text and filters: vocabularies, precision, evidence, Hijri, and what is not a date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hijridate import Gregorian
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.dates.months import GREGORIAN_NAMES, HIJRI_NAMES
from articles.arabic.dates.numerals import ARABIC_INDIC, WESTERN
from articles.arabic.dates.parser import PartialDate, find_dates, parse_date, parse_period

FOUND = [
    ("وصل الوفد في ٩/٩/٢٠٢١ صباحا", "2021-09-09", "٩/٩/٢٠٢١"),
    ("قال اليوم الخميس (9 أيلول 2021) إن", "2021-09-09", "(9 أيلول 2021)"),
    ("تنتهي المهلة في 31 ديسمبر / كانون الأول 2021 بحسبه", "2021-12-31", "31 ديسمبر / كانون الأول 2021"),
    ("صدر الخميس، 9 سبتمبر (أيلول) 2021 في عمّان", "2021-09-09", "الخميس، 9 سبتمبر (أيلول) 2021"),
    ("في ۱۲ شتنبر ۲۰۲۰ بالرباط", "2020-09-12", "۱۲ شتنبر ۲۰۲۰"),
    ("يوم 3 جويلية 2019 بالجزائر", "2019-07-03", "3 جويلية 2019"),
    ("منذ 8 أوت 2018", "2018-08-08", "8 أوت 2018"),
    ("في 5 كانون 2 2017 بدأت", "2017-01-05", "5 كانون 2 2017"),
    ("بتاريخ 2 صفر 1443هـ", "2021-09-09", "2 صفر 1443هـ"),
    ("التاسع من سبتمبر عام 2021", "2021-09-09", "التاسع من سبتمبر عام 2021"),
    ("الحادي والثلاثين من كانون الأول/ديسمبر 2021", "2021-12-31", None),
    ("الحادي والعشرون من شهر آذار 2016", "2016-03-21", None),
    ("الثالث عشر من نيسان 2015", "2015-04-13", None),
    ("15 مايو/أيار من العام 2021", "2021-05-15", "15 مايو/أيار من العام 2021"),
    ("في غرة محرم 1443هـ بدأت", "2021-08-09", "غرة محرم 1443هـ"),
    ("9 أيلول/ سبتمبر، 2021", "2021-09-09", None),
    ("15 يناير لسنة 2020", "2020-01-15", "15 يناير لسنة 2020"),
    ("updated September 9, 2021 by", "2021-09-09", "September 9, 2021"),
    ("Thu, 09 Sep 2021 10:00:00 GMT", "2021-09-09", "Thu, 09 Sep 2021"),
    ("https://news.example/2021/09/10/a-story", "2021-09-10", "2021/09/10"),
    ("2021-09-09T10:11:12+03:00", "2021-09-09", "2021-09-09"),
    ("افتتح في 9 أيـــلول ٢٠٢١", "2021-09-09", "9 أيـــلول ٢٠٢١"),
    ("افتتح في 9 أيلُول ٢٠٢١", "2021-09-09", "9 أيلُول ٢٠٢١"),
    ("9أيلول2021", "2021-09-09", "9أيلول2021"),
    ("من 9 إلى 11 غشت 2021", "2021-08-11", "11 غشت 2021"),
    ("منذ أيلول 2021", "2021-09", "أيلول 2021"),
    ("وتعود الأزمة لأيلول 2021", "2021-09", "لأيلول 2021"),
    ("في آب/أيلول 2021", "2021-09", "أيلول 2021"),
    ("حتى 30 شباط 2021", "2021-02", "شباط 2021"),
    ("خطة عام 2030 للمدينة", "2030", "عام 2030"),
    ("لسنة 2014", "2014", "لسنة 2014"),
    ("12/25/2021", "2021-12-25", "12/25/2021"),
]


@pytest.mark.parametrize(("text", "day", "evidence"), FOUND)
def test_finds_a_date_with_its_evidence(text: str, day: str, evidence: str | None) -> None:
    (found,) = find_dates(text)
    assert str(found.date) == day
    assert text[found.start : found.end] == found.evidence == (evidence or found.evidence)


@pytest.mark.parametrize(
    "text",
    [
        "السبت 23 تشرين الثاني 07:13",
        "دخل 2021 شخصا القاعة",
        "45/45/2021",
        "192.168.1.2021",
        "مهرجان رمضان 2021",
        "رقم الهاتف 0201220215555",
        "آب المسافر",
        "",
    ],
)
def test_finds_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_finds_every_date_in_order() -> None:
    found = find_dates("2 صفر ١٤٤٣ هـ الموافق ٩ سبتمبر ٢٠٢١م، ثم في 1 تشرين الأول 2021")
    assert [(str(each.date), each.calendar, each.approximate) for each in found] == [
        ("2021-09-09", "hijri", True),
        ("2021-09-09", "gregorian", False),
        ("2021-10-01", "gregorian", False),
    ]


@pytest.mark.parametrize(("month", "name"), [(m, n) for m, ns in enumerate(GREGORIAN_NAMES, 1) for n in ns])
def test_all_month_vocabularies_are_equal(month: int, name: str) -> None:
    assert parse_date(f"7 {name} 2022") == PartialDate(2022, month, 7)
    assert parse_date(f"{name.title()} 2022") == PartialDate(2022, month)


@pytest.mark.parametrize(("month", "name"), [(m, n) for m, ns in enumerate(HIJRI_NAMES, 1) for n in ns])
def test_hijri_months_turn_by_the_table(month: int, name: str) -> None:
    turned = parse_date(f"10 {name} 1443 هجرية")
    assert turned
    assert turned.day
    hijri = Gregorian(turned.year, turned.month or 0, turned.day).to_hijri()
    assert hijri.datetuple() == (1443, month, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021", "2021"),
        ("٢٠٢١م", "2021"),
        ("عام 2021", "2021"),
        ("2021-09", "2021-09"),
        ("09/2021", "2021-09"),
        ("20210909", "2021-09-09"),
        ("الأحد 1 أيار 2022 - 10:30", "2022-05-01"),
        ("2021-09-09T10:11:12.250Z", "2021-09-09"),
        ("ربيع الأول 1443", "2021-10"),
        ("1443هـ", "2022"),
        ("أيلول", None),
        ("وصل في 2021-09-09", None),
        ("2021-13", None),
        ("2021-09-31", None),
        ("9/9/2021 و10/9/2021", None),
        ("", None),
    ],
)
def test_parse_date_takes_a_whole_text(text: str, day: str | None) -> None:
    parsed = parse_date(text)
    assert (str(parsed) if parsed else None) == day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", "2021", "2021"),
        ("أيلول 2021", "2021-09", "2021-09"),
        ("2021-09..2022", "2021-09", "2022"),
        ("2021-09..", "2021-09", None),
        ("..9 أيلول 2021", None, "2021-09-09"),
        ("صفر 1443", "2021-09-08", "2021-10-06"),
        ("1443هـ", "2021-08-09", "2022-07-29"),
    ],
)
def test_period(text: str, first: str | None, last: str | None) -> None:
    period = parse_period(text)
    assert period
    assert (period.first and str(period.first), period.last and str(period.last)) == (first, last)


@pytest.mark.parametrize("text", ["..", "2022..2021", "أمس", "2021..غدا", "1999هـ", "1443-13"])
def test_no_period(text: str) -> None:
    assert parse_period(text) is None


@given(
    st.dates(date(1950, 1, 1), date(2060, 1, 1)),
    st.sampled_from(["{0:%d/%m/%Y}", "{0:%Y-%m-%d}", "{0:%d.%m.%Y}"]),
)
def test_written_dates_come_back(day: date, layout: str) -> None:
    text = layout.format(day)
    expected = PartialDate(day.year, day.month, day.day)
    assert parse_date(text) == parse_date(text.translate(str.maketrans(WESTERN, ARABIC_INDIC))) == expected


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_hijri_dates_are_within_a_day(day: date) -> None:
    year, month, number = Gregorian(day.year, day.month, day.day).to_hijri().datetuple()
    parsed = parse_date(f"{number} {HIJRI_NAMES[month - 1][0]} {year}")
    assert parsed
    assert abs(date(parsed.year, parsed.month or 0, parsed.day or 0) - day) <= timedelta(days=1)


PIECES = st.sampled_from(
    ["9", "٢٠٢١", "1443", "أيلول", " ", "/", "-", ".", "(", ")", "ـ", "عام", "هـ", "\n", "\u200f"]
)


@given(st.text() | st.lists(PIECES, max_size=30).map("".join))
def test_any_text_is_read_without_error(text: str) -> None:
    for found in find_dates(text):
        assert text[found.start : found.end] == found.evidence != ""
    parse_date(text)
    parse_period(text)
