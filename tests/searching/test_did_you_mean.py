"""What is offered finds something, and nothing is offered that does not."""

from __future__ import annotations

import pytest

from articles.searching.request import SearchRequest
from articles.searching.service import search

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def archive(make_article):
    make_article("الحوار الاستراتيجي", "انتهت جولة الحوار الاستراتيجي في العراق بحضور الكاظمي وممثلي NATO.")
    make_article("محصول الزيتون", "بدأ قطاف الزيتون في قرية عين الحور.")


@pytest.mark.parametrize(
    ("typed", "kind", "offered"),
    [
        ("الاستراتجي", "spelling", "الاستراتيجي"),
        ("hguvhr", "keyboard", "العراق"),
        ("ىشفخ", "keyboard", "nato"),
        ("kadhimi", "transliteration", "الكاظمي"),
    ],
)
def test_a_query_that_finds_nothing_gets_an_offer_that_does(archive, typed, kind, offered):
    page = search(SearchRequest(text=typed))
    assert search(SearchRequest(text=typed, families=False)).total == 0
    assert page.suggestion is not None
    assert (page.suggestion.kind, page.suggestion.text.lower()) == (kind, offered)
    assert search(SearchRequest(text=page.suggestion.text)).total == 1


@pytest.mark.parametrize("typed", ["زقزقة", "zzzz", "الزيتون"])
def test_nothing_is_offered_without_reason(archive, typed):
    assert search(SearchRequest(text=typed)).suggestion is None


def test_an_offer_respects_the_filters(archive):
    page = search(SearchRequest(text="الاستراتجي", date_from="2030"))
    assert page.suggestion is None
