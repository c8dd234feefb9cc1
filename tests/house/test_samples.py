"""The sample archive is sound: every line is an article with the fields that the importer reads."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ARCHIVE = Path(__file__).parents[2] / "articles" / "samples" / "archive.jsonl"
REQUIRED = {"title", "body", "source", "published", "url", "author", "tags", "section"}
OPTIONAL = {"subtitle", "dateline", "agency"}
PUBLISHED = re.compile(r"(19|20)\d\d(-\d\d(-\d\d(T\d\d:\d\d:\d\d\+03:00)?)?)?")


@pytest.fixture(scope="module")
def articles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ARCHIVE.read_text(encoding="utf-8").splitlines()]


def test_every_line_has_the_fields(articles: list[dict[str, Any]]) -> None:
    for article in articles:
        assert article.keys() >= REQUIRED, article["title"]
        assert article.keys() <= REQUIRED | OPTIONAL, article["title"]
        assert isinstance(article["tags"], list)
        assert article["tags"]


def test_the_archive_is_large_and_varied_enough_to_look_real(articles: list[dict[str, Any]]) -> None:
    assert len(articles) >= 40
    assert len({article["source"] for article in articles}) >= 6
    assert len({(article["published"] or "")[5:10] for article in articles}) >= 35
    stories = Counter(tag for article in articles for tag in article["tags"])
    assert sum(count >= 4 for count in stories.values()) >= 6


def test_dates_are_of_every_precision(articles: list[dict[str, Any]]) -> None:
    dates = [article["published"] for article in articles]
    assert all(date is None or PUBLISHED.fullmatch(date) for date in dates)
    assert {None, 4, 7, 10} <= {date and len(date) for date in dates}


def test_addresses_are_distinct_and_invented(articles: list[dict[str, Any]]) -> None:
    urls = [article["url"] for article in articles]
    assert len(set(urls)) == len(urls)
    assert all(re.match(r"https://[a-z]+\.example/", url) for url in urls)


def test_bodies_are_paragraphs_and_headings(articles: list[dict[str, Any]]) -> None:
    for article in articles:
        for paragraph in article["body"].split("\n\n"):
            assert paragraph == paragraph.strip(), article["title"]
            assert "\n" not in paragraph, article["title"]
    assert any(p.startswith("## ") for a in articles for p in a["body"].split("\n\n"))
