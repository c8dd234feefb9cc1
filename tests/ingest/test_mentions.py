"""Names learnt from tags are found in plain text, whole and with clitics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.mentions import Names

NAMES = Names(["كمال الصافي", "المرسى", "عبد الله النجار", "علي", "الصافي", "مهرجان الزعفران", "في", "2021"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("التقى كمال الصافي الأهالي", ["كمال الصافي"]),
        ("قيل لكمال الصافي ولكمال الصّافي", ["كمال الصافي"]),
        ("وصل إلى المرسى", ["المرسى"]),
        ("وبالمرسى للمرسى وللمرسى", ["المرسى"]),
        ("مهرجان #الزعفران و«مهرجان الزعفران»", ["مهرجان الزعفران"]),
        ("قال عبدالله النجار", ["عبد الله النجار"]),
        ("كان على الطاولة في 2021", []),
        ("سافر وعلي معه", ["علي"]),
        ("كمالُ الأجسام والمرساة", []),
        ("قال الصافي ثمّ كمال الصافي", ["الصافي", "كمال الصافي"]),
    ],
)
def test_names_in_text(text: str, expected: list[str]) -> None:
    assert NAMES.mentioned(text) == expected


def test_places_are_those_of_the_original_text() -> None:
    text = "زار «كَمال الصافي» المدينة"
    [mention] = NAMES.find(text)
    assert text[mention.start : mention.end] == "كَمال الصافي"


@given(st.text())
def test_any_text(text: str) -> None:
    for mention in NAMES.find(text):
        assert 0 <= mention.start < mention.end <= len(text)
