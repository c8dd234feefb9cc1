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


def test_of_several_words_that_one_is_offered_which_stands_beside_the_others(make_article):
    for number in range(3):
        make_article(f"خبر {number}", "ارتفعت أسعار النفط في السوق.")
        make_article(f"حكاية {number}", "كان واثقا من النفس.")
        make_article(f"حكمة {number}", "غنى النفس.")
    page = search(SearchRequest(text="أسعار النفت"))
    assert (page.suggestion.text, page.suggestion.total) == ("أسعار النفط", 3)


def test_a_name_that_is_found_in_another_spelling_needs_no_latin_one(make_article):
    make_article("جولة", "زار إبراهيم القرية.")
    make_article("Tour", "Ibrahim visited the village.")
    page = search(SearchRequest(text="ابراهييم"))
    assert page.total == 1
    assert page.suggestion is None or page.suggestion.kind == "spelling"


def test_a_latin_name_is_offered_with_what_the_arabic_one_finds(make_article):
    make_article("لقاء", "اجتمع بايدن بوفد بدون موعد.")
    make_article("سوق", "باع بدون ربح.")
    page = search(SearchRequest(text="biden"))
    assert (page.suggestion.text, page.suggestion.total) == ("بايدن", 1)


def test_words_that_stand_beside_each_other_are_offered_before_a_nearer_slip(make_article):
    for number in range(12):
        make_article(f"كاتب {number}", "جف حبر القلم على الورقة.")
        make_article(f"طبيب {number}", "رسم القلب على الورقة ثم جف حبر الرسم.")
    assert search(SearchRequest(text="حبر القلن")).suggestion.text == "حبر القلم"


def test_a_slip_that_stands_in_few_articles_gives_way_to_words_that_stand_beside_each_other(make_article):
    make_article("خبر", "زارت وزرة التعليم المدرسة.")
    for number in range(60):
        make_article(f"بيان {number}", "قالت وزارة التعليم إن العام بدأ.")
    assert search(SearchRequest(text="وزرة التعليم")).suggestion.text == "وزارة التعليم"


def test_rare_words_that_stand_in_few_articles_are_no_slips(make_article):
    make_article("سوق", "باع ثوم الحقل.")
    for number in range(60):
        make_article(f"بيان {number}", "جاء يوم وراء يوم في الحقل.")
    assert search(SearchRequest(text="ثوم الحقل")).suggestion is None
