"""Counting searches over time."""

from __future__ import annotations

import pytest

from articles.searching.request import SearchRequest
from articles.searching.trends import MAX_PERIODS, compare, consecutive, count

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def archive(make_article):
    for published, title in (
        ("2019-03-01", "افتتاح الجسر"),
        ("2019-03-20", "الجسر والقطار"),
        ("2019-05", "القطار يصل"),
        ("2020", "عام الجسر"),
        ("2021-01-15", "لا صلة"),
        ("", "الجسر بلا تاريخ"),
    ):
        make_article(title, published=published)


def asked(*texts: str, **fields: str) -> list[SearchRequest]:
    return [SearchRequest(text=text, **fields) for text in texts]


def test_periods_follow_each_other_and_counts_are_exact(archive):
    found = compare(asked("الجسر", "القطار"), "year")
    assert found.periods == ("2019", "2020")
    assert [series.counts for series in found.series] == [(2, 1), (2, 0)]
    assert found.totals == (3, 1)
    assert found.per_thousand(found.series[1]) == (pytest.approx(2000 / 3), 0.0)


def test_months_count_what_is_dated_by_the_month(archive):
    found = compare(asked("الجسر", "القطار"), "month")
    assert found.periods[:3] == ("2019-01", "2019-02", "2019-03") or found.periods[0] == "2019-03"
    by_month = dict(zip(found.periods, found.series[0].counts, strict=True))
    assert by_month["2019-03"] == 2
    assert sum(by_month.values()) == 2
    assert found.per_thousand(found.series[0])[found.periods.index("2019-04")] is None


def test_dates_bound_the_periods(archive):
    found = compare(asked("الجسر", date_from="2019-02", date_to="2019-04"))
    assert found.step == "month"
    assert found.periods == ("2019-02", "2019-03", "2019-04")
    assert found.series[0].counts == (0, 2, 0)


def test_the_span_begins_and_ends_with_what_was_found_as_precisely_as_it_is_known(make_article):
    for day in ("2015-07-21", "2015-08-02"):
        make_article("الجسر", published=day)
    make_article("القطار", published="2015")
    assert compare(asked("الجسر")).periods == ("2015-07", "2015-08")
    days = compare(asked("الجسر"), "day").periods
    assert (days[0], days[-1], len(days)) == ("2015-07-21", "2015-08-02", 13)
    assert compare(asked("القطار")).periods[0] == "2015-01"


def test_days_are_chosen_for_a_span_of_two_months_where_they_may_be(make_article):
    for day in ("2015-07-01", "2015-08-31"):
        make_article("الجسر", published=day)
    found = compare(asked("الجسر"), days=True)
    assert (found.step, len(found.periods)) == ("day", 62)
    assert compare(asked("الجسر")).step == "month"
    make_article("الجسر", published="2015-09-01")
    assert compare(asked("الجسر"), days=True).step == "month"


def test_filters_hold_for_the_whole_too(make_article):
    make_article("الجسر", published="2019", source="جريدة الميناء")
    make_article("الجسر", published="2019", source="وكالة الضفاف")
    (request,) = asked("الجسر")
    slug = "جريدة-الميناء"
    found = compare([SearchRequest(text="الجسر", columns={"source": (slug,)})], "year")
    assert (found.series[0].counts, found.totals) == ((1,), (1,))
    assert compare([request], "year").totals == (2,)


def test_a_search_without_articles_and_an_empty_archive(archive):
    found = compare(asked("ديناصور"), "year")
    assert found.periods[0] == "2019"
    assert found.series[0].total == 0


def test_an_empty_archive(db):
    assert compare(asked("الجسر")).periods == ()
    assert compare(asked("الجسر", date_from="2020", date_to="2021"), "month").series[0].total == 0
    assert compare([]).series == ()


def test_too_many_periods_are_widened(archive):
    found = compare(asked("الجسر", date_from="1900", date_to="2021"), "day")
    assert found.step == "year"
    assert len(found.periods) == 122
    assert len(compare(asked("الجسر", date_from="0001", date_to="9999"), "day").periods) == MAX_PERIODS


def test_consecutive_periods_at_the_ends_of_time():
    assert list(consecutive("9998", "9999", "year")) == ["9998", "9999"]
    assert list(consecutive("9999-12", "9999", "month")) == ["9999-12"]
    assert list(consecutive("2020-02", "2020-02", "day"))[-1] == "2020-02-29"
    assert list(consecutive("2021", "2020", "year")) == []


def test_count(archive):
    assert count(SearchRequest(text="الجسر")) == 4


def test_weeks_begin_on_monday_and_sum_their_days(archive):
    found = compare(asked("الجسر", date_from="2019-02-26", date_to="2019-03-24"), "week")
    assert found.step == "week"
    assert found.periods == ("2019-02-25", "2019-03-04", "2019-03-11", "2019-03-18")
    assert found.series[0].counts == (1, 0, 0, 1)
    assert found.totals == (1, 0, 0, 1)


def test_weeks_and_days_at_the_ends_of_the_calendar(archive):
    for first, last in (("0001-01-01", "0001-01-20"), ("9999-12-20", "9999-12-31")):
        for step in ("week", "day"):
            found = compare(asked("الجسر", date_from=first, date_to=last), step)
            assert found.periods[0] <= first
            assert len(found.periods) == len(set(found.periods))
