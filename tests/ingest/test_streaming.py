"""What is read article by article takes no more memory for being longer."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from articles.ingest.readers import xml_reader
from articles.ingest.readers.web import feed_reader
from articles.ingest.types import ImportProblem, Input, RawArticle

Read = Callable[[Input], Iterator[RawArticle | ImportProblem]]
TEXT = "افتتحت بلديّة السهل سوق الحبوب بعد ترميم دام عامين."
FEW_ARTICLES = 200


def peak(path: Path, read: Read, whole: str, one: str, articles: int) -> int:
    """The most bytes that Python held at a time while it read a file of so many articles."""
    path.write_text(whole.format(one.format(TEXT) * articles), encoding="utf-8")
    tracemalloc.start()
    try:
        assert sum(isinstance(item, RawArticle) for item in read(Input(path, path.name))) == articles
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("read", "whole", "one"),
    [
        (
            feed_reader.read,
            "<rss><channel>{}</channel></rss>",
            "<item><title>سوق</title><description>{}</description></item>\n",
        ),
        (
            xml_reader.read,
            "<stories>{}</stories>",
            "<story><headline>سوق</headline><text>{}</text></story>\n",
        ),
    ],
    ids=["feed", "xml"],
)
def test_memory_does_not_grow_with_the_articles(tmp_path: Path, read: Read, whole: str, one: str) -> None:
    many = 20 * FEW_ARTICLES
    peak(tmp_path / "a.xml", read, whole, one, many)  # what is loaded once, and Python's lists of free tuples
    few = peak(tmp_path / "a.xml", read, whole, one, FEW_ARTICLES)
    assert peak(tmp_path / "a.xml", read, whole, one, many) < few + 50_000
