"""Numbers, counted nouns and dates, as readers of the active language write them."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from articles.web.i18n.formatting import NOUNS, counted, date_text, in_digits, number, range_start


@pytest.mark.parametrize(
    ("value", "arabic"),
    [
        (0, "لا مقالات"),
        (1, "مقال واحد"),
        (2, "مقالان"),
        (3, "٣ مقالات"),
        (10, "١٠ مقالات"),
        (11, "١١ مقالًا"),
        (99, "٩٩ مقالًا"),
        (100, "١٠٠ مقال"),
        (102, "١٠٢ مقال"),
        (103, "١٠٣ مقالات"),
        (112, "١١٢ مقالًا"),
        (1000, "١٬٠٠٠ مقال"),
        (48212, "٤٨٬٢١٢ مقالًا"),
    ],
)
def test_a_counted_noun_takes_its_arabic_form(value: int, arabic: str) -> None:
    assert counted(value, "article", digits="arab") == arabic


def test_a_counted_noun_follows_language_and_digits() -> None:
    assert counted(312, "article", digits="latn") == "312 مقالًا"
    with override("en"):
        assert counted(1, "copy", digits="latn") == "1 copy"
        assert counted(2000, "copy", digits="latn") == "2,000 copies"


@given(st.integers(min_value=3, max_value=10**7), st.sampled_from(sorted(NOUNS)))
def test_every_number_has_a_form(value: int, noun: str) -> None:
    shown = counted(value, noun, digits="arab")
    assert shown in {NOUNS[noun](count).format(count=number(value, "arab")) for count in (3, 11, 100)}


def test_numbers_are_grouped_and_take_the_decimal_mark_of_their_digits() -> None:
    assert number(1234567, "arab") == "١٬٢٣٤٬٥٦٧"
    assert number(1234567, "latn") == "1,234,567"
    assert number(4.5, "arab") == "٤٫٥"
    assert number(-4.5, "latn") == "-4.5"


def test_digits_of_a_text_change_both_ways_and_stay_as_they_were_written() -> None:
    assert in_digits("F-16 و۱۸ و٢٧", "latn") == "F-16 و18 و27"
    assert in_digits("عام 2021", "arab") == "عام ٢٠٢١"
    assert in_digits("عام 2021 و٢٠٢٢", "source") == "عام 2021 و٢٠٢٢"


@pytest.mark.parametrize(
    ("published", "arabic", "english"),
    [
        ("2021-09-09", "٩ أيلول/سبتمبر ٢٠٢١", "9 September 2021"),
        ("2021-09", "أيلول/سبتمبر ٢٠٢١", "September 2021"),
        ("2021", "٢٠٢١", "2021"),
        ("", "", ""),
    ],
)
def test_dates_of_every_precision(published: str, arabic: str, english: str) -> None:
    assert date_text(published, digits="arab") == arabic
    with override("en"):
        assert date_text(published, digits="latn") == english


def test_a_day_may_be_named() -> None:
    assert date_text("2021-09-14", digits="arab", weekday=True) == ("الثلاثاء ١٤ أيلول/سبتمبر ٢٠٢١")
    with override("en"):
        assert date_text("2021-09-14", digits="latn", weekday=True) == "Tuesday, 14 September 2021"
        assert date_text("2021-09", digits="latn", weekday=True) == "September 2021"


@pytest.mark.parametrize(
    ("first", "last", "arabic", "english"),
    [
        ("2021-09-04", "2021-09-27", "٤", "4"),
        ("2021-09-30", "2021-10-02", "٣٠ أيلول/سبتمبر", "30 September"),
        ("2020-09-30", "2021-09-30", "٣٠ أيلول/سبتمبر ٢٠٢٠", "30 September 2020"),
        ("2021-09", "2021-10-02", "أيلول/سبتمبر ٢٠٢١", "September 2021"),
        ("2021-09-30", "2021", "٣٠ أيلول/سبتمبر ٢٠٢١", "30 September 2021"),
    ],
)
def test_a_range_begins_with_what_its_end_does_not_say(
    first: str, last: str, arabic: str, english: str
) -> None:
    assert range_start(first, last, digits="arab") == arabic
    with override("en"):
        assert range_start(first, last, digits="latn") == english


def test_a_range_begins_whole_where_the_year_comes_first() -> None:
    with override("zh-hans"):
        assert range_start("2021-09-04", "2021-09-27", digits="latn") == "2021年9月4日"


@pytest.mark.parametrize(
    ("code", "day", "month", "amount"),
    [
        ("de", "14. September 2021", "September 2021", "1.234.567,5"),
        ("ru", "14 сентября 2021\u202fг.", "сентябрь 2021\u202fг.", "1\xa0234\xa0567,5"),
        ("zh-hans", "2021年9月14日", "2021年9月", "1,234,567.5"),
    ],
)
def test_any_language_writes_dates_and_numbers_in_its_way(
    code: str, day: str, month: str, amount: str
) -> None:
    with override(code):
        assert date_text("2021-09-14", digits="latn") == day
        assert date_text("2021-09", digits="latn") == month
        assert number(1234567.5, "latn") == amount
