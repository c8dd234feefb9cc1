"""Every spelling of a page's address is one address; a home page is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.urls import canonical_url

PAGE = "https://sahel.example/خبر-1"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://sahel.example/%D8%AE%D8%A8%D8%B1-1",
        "https://sahel.example/%d8%ae%d8%a8%d8%b1-1",
        "https://sahel.example/خبر-1",
        "http://sahel.example/خبر-1",
        "https://www.sahel.example/خبر-1/",
        "HTTPS://SAHEL.example:443/خبر-1",
        "http://sahel.example:80/خبر%2D1",
        "https://sahel.example/خبر-1#comments",
        "https://sahel.example/خبر-1?utm_source=fb&fbclid=xx",
        "https://sahel.example/خبر-1?utm_medium=m&utm_campaign=c&gclid=1#top",
        "https://sahel.example/خبر-1;jsessionid=0A1B?PHPSESSID=7",
        "  https://sahel.example/خبر-1\n",
    ],
)
def test_spellings_of_one_page(spelling: str) -> None:
    assert canonical_url(spelling) == PAGE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?p=1", "https://a.example/?p=2"),
        ("https://a.example/x?id=1", "https://a.example/x"),
        ("https://a.example/News/1", "https://a.example/news/1"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://a.example/#!/news/1", "https://a.example/#!/news/2"),
        ("https://a.example/x", "https://b.example/x"),
    ],
)
def test_pages_that_differ_stay_apart(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other) != ""


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example",
        "https://a.example/",
        "http://www.a.example/index.php",
        "https://a.example/default.aspx?utm_source=x",
        "https://a.example/#news",
        "ftp://a.example/x",
        "mailto:a@b.example",
        "/news/1",
        "ليس رابطًا",
        "https://[bad/x",
        "https://a.example:port/x",
        "",
    ],
)
def test_what_is_no_page_identifies_nothing(url: str) -> None:
    assert canonical_url(url) == ""


def test_the_order_of_parameters_and_the_way_a_host_is_written() -> None:
    assert canonical_url("https://a.example/x?b=2&a=1") == canonical_url("https://a.example/x?a=1&b=2")
    assert canonical_url("https://xn--mgbh0fb.example/x") == canonical_url("https://مثال.example/x")


@given(st.text(max_size=60).map("https://a.example/".__add__) | st.text(max_size=40))
def test_any_text_is_answered_and_the_answer_is_its_own(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
