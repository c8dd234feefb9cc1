"""Browsing without a query, and the links from one state of a page to another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from articles.searching.request import SearchRequest
from articles.web.browse.views import Name, by_letter
from articles.web.search.links import Links


def names(*given: str) -> list[Name]:
    return [Name(name, "", 1) for name in given]


def test_names_sort_without_the_article_hamza_and_harakat():
    letters = by_letter(names("وادي", "الأمل", "UNESCO", "إسطنبول", "آثار", "الوَرد", "بحر"))
    assert [(letter, [each.name for each in group]) for letter, group in letters] == [
        ("ا", ["آثار", "إسطنبول", "الأمل"]),
        ("ب", ["بحر"]),
        ("و", ["وادي", "الوَرد"]),
        ("U", ["UNESCO"]),
    ]


@pytest.mark.django_db(transaction=True)
def test_tags_authors_and_dates_count_published_articles(client, make_article):
    make_article("أ", tags=["جسور"], authors=["ليلى القاسم"], published="2021-09-14")
    make_article("ب", tags=["جسور"], authors=["ليلى القاسم"], published="2021-09", status="draft")
    make_article("ج", published="2020")
    assert 'جسور</bdi></a><span class="num">١</span>' in client.get("/tags/").content.decode()
    assert 'ليلى القاسم</bdi></a><span class="num">١</span>' in client.get("/authors/").content.decode()
    dates = client.get("/dates/").content.decode()
    assert dates.index("٢٠٢١") < dates.index("٢٠٢٠")
    year = client.get("/dates/2021/").content.decode()
    assert "from=2021-09-14" in year
    assert 'rel="prev">٢٠٢٠' in year
    assert client.get("/dates/1900/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_this_day_in_the_past_wants_whole_dates(client, make_article):
    make_article("في اليوم", published="2019-09-14")
    make_article("في الشهر", published="2019-09")
    html = client.get("/past?day=09-14").content.decode()
    assert "في اليوم" in html
    assert "في الشهر" not in html
    assert "لم يُنشر شيء" in client.get("/past?day=02-29").content.decode()
    assert client.get("/past?day=99-99").status_code == 404


def test_a_tag_leads_to_its_articles(client, db, make_article):
    make_article("أ", tags=["جسور"])
    assert client.get("/tags/جسور/").headers["Location"] == "/search?tag=%D8%AC%D8%B3%D9%88%D8%B1"
    assert client.get("/tags/لا-شيء/").status_code == 404


def test_links_keep_take_out_and_let_go():
    asked = SearchRequest.from_params(QueryDict("q=a&source=x&source=-y&page=3&unknown=1&sort=relevance"))
    links = Links.of(replace(asked, copies="fold"))
    assert links.query() == "q=a&source=x&source=-y&page=3"
    assert links.keeping("source", "y") == "?q=a&source=x&source=y"
    assert links.dropping("source", "x") == "?q=a&source=-y&source=-x"
    assert links.without("source", "y") == "?q=a&source=x"
    assert links.page(2) == "?q=a&source=x&source=-y&page=2"
    assert links.to(q=None) == "?source=x&source=-y"


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_an_address_says_what_was_meant_whatever_the_text(text, sources):
    address = Links({"q": (text,), "source": tuple(sources)}).to()
    read = QueryDict(address.removeprefix("?").encode("utf-8", "replace").decode())
    assert read.get("q", "") == text.encode("utf-8", "replace").decode()
    assert read.getlist("source") == [source.encode("utf-8", "replace").decode() for source in sources]
