"""The words of a note in a text: vowelled, corrected, moved, gone. The browser's script is tried on the same
cases in tests/browser/test_notes.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.annotations.anchoring import Quote, find
from articles.models.annotations import CONTEXT

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data/anchoring.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_case(case: dict[str, Any]) -> None:
    span = find(Quote(**case["quote"]), case["text"])
    found = case["text"][slice(*span)] if span else None
    assert found == case["found"]
    if "at" in case:
        assert span
        assert span[0] == case["at"]


TEXTS = st.text(st.sampled_from("ابتثم قطّنَِ 12١٢.\n😀ﻻ"), min_size=1, max_size=120)


def cut(text: str, start: int, end: int) -> Quote:
    return Quote(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


@given(TEXTS, st.data())
def test_words_of_a_text_that_did_not_change_are_found_where_they_are(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = find(cut(text, start, end), text)
    if span is not None:  # a vowel sign alone is no word
        assert 0 <= span[0] < span[1] <= len(text)
    words = text[start:end].strip()
    if words and text.count(words) == 1 and words[0].isalnum() and words[-1].isalnum():
        assert span
        assert span[0] <= text.index(words) <= span[1]


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=32), st.text(max_size=32))
def test_nothing_that_is_asked_fails(text: str, exact: str, prefix: str, suffix: str) -> None:
    span = find(Quote(exact, prefix, suffix, 3), text)
    assert span is None or 0 <= span[0] < span[1] <= len(text)


def test_a_text_of_one_word_repeated_is_searched_within_a_second_of_work() -> None:
    """Not timed: what is looked at is bounded, and this would not end otherwise."""
    assert find(Quote("نعم لا " * 400, "كلّا " * 6, "كلّا " * 6, 0), "نعم " * 20_000) is None
