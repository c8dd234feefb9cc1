"""Fields that hold a date and nothing else, as programs, agencies and countries write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.dates.months import LIBYAN_NAMES
from articles.arabic.dates.parser import find_dates, parse_date
from articles.arabic.dates.stated import parse_stated
from articles.ingest.extract.metadata import stated_date

FIELDS = [
    ("1588759200", "2020-05-06"),
    ("1588759200.0", "2020-05-06"),
    ("1588759200000", "2020-05-06"),
    ("1588759200000000", "2020-05-06"),
    ("/Date(1588759200000)/", "2020-05-06"),
    ("/Date(1588759200000+0300)/", "2020-05-06"),
    ("20200506", "2020-05-06"),
    ("202005061000", "2020-05-06"),
    ("20200506100000", "2020-05-06"),
    ("20200506T100000Z", "2020-05-06"),
    ("20200506T100000+0300", "2020-05-06"),
    ("2020-W19-3", "2020-05-06"),
    ("2020W193", "2020-05-06"),
    ("2020-W19", "2020-05"),
    ("2020-127", "2020-05-06"),
    ("Wed May  6 10:00:00 AST 2020", "2020-05-06"),
    ("Wed May 06 10:00:00 +0000 2020", "2020-05-06"),
    ("Wed, 06 May 20 10:00:00 GMT", "2020-05-06"),
    ("06 May 20 10:00 GMT", "2020-05-06"),
    ("6-May-99", "1999-05-06"),
    ("6/5/20", "2020-05-06"),
    ("06.05.20 10:00", "2020-05-06"),
    ("5/13/20", "2020-05-13"),
    ("2020 مايو 6", "2020-05-06"),
    ("2020, May 6", "2020-05-06"),
    ("6 mai 2020", "2020-05-06"),
    ("1er août 2020", "2020-08-01"),
    ("Mer, 06 FÉVRIER 2020 10:00:00 +0100", "2020-02-06"),
    ("الأربعاء 6 الماء 2020", "2020-05-06"),
    ("6 الفاتح 1999م", "1999-09-06"),
    ("6 جماد أول 1441", "2020-01-01"),
    ("6 ربيع 1 1441", "2019-11-03"),
    ("6 رمضان المبارك 1441هـ", "2020-04-29"),
    ("43957", "2020-05-06"),
    ("43957.416", "2020-05-06"),
]


@pytest.mark.parametrize(("field", "day"), FIELDS)
def test_a_field_of_a_date(field: str, day: str) -> None:
    found = stated_date(field)
    assert found is not None
    assert str(found.date) == day


@pytest.mark.parametrize(("month", "name"), [(m, n) for m, ns in enumerate(LIBYAN_NAMES, 1) for n in ns])
def test_every_libyan_month(month: int, name: str) -> None:
    assert str(parse_stated(f"17 {name} 1995")) == f"1995-{month:02}-17"


@pytest.mark.parametrize("text", ["شرب 6 الماء 2020 مرّة", "انتهى موسم الصيف 2020", "ثورة الربيع 2011"])
def test_libyan_months_are_no_dates_in_a_text(text: str) -> None:
    assert not find_dates(text)


@pytest.mark.parametrize("persian", ["1399/02/17", "1399-02-17", "۱۳۹۹/۰۲/۱۷", "۱۷/۰۲/۱۳۹۹", "1380.1.1"])
def test_a_year_of_irans_calendar_is_no_lunar_one(persian: str) -> None:
    assert stated_date(persian) is None
    assert not find_dates(f"نُشر في {persian} في طهران")


def test_a_lunar_year_that_says_so_is_read() -> None:
    assert str(parse_date("1399/02/17هـ")) == "1979-01-15"
    assert parse_date("17/2/1399") is None  # Iran's, or lunar


@pytest.mark.parametrize(
    "text", ["12345", "99999999999999999999", "20201399", "2020-W60-1", "2020-400", "31/2/20", "0"]
)
def test_numbers_that_are_no_date(text: str) -> None:
    assert parse_stated(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_stated(text)


@given(st.integers(631_152_000, 4_102_444_799), st.sampled_from([1, 1000, 1_000_000]))
def test_every_second_since_1990(second: int, unit: int) -> None:
    assert parse_stated(str(second * unit)) == parse_stated(str(second))
