"""Names learnt from tags are found in plain text, whole and with clitics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.ingest.extract.entities import Names

NAMES = [
    "كمال الصافي",
    "المرسى",
    "عبد الله النجار",
    "علي",
    "الصافي",
    "مهرجان الزعفران",
    "في",
    "2021",
    "سام",
    "أبو ظبي",
    "أمريكا",
    "صنعاء",
    "NATO",
    "الليبي",
]


ANALYZER = Analyzer()


@pytest.fixture(scope="module")
def names() -> Names:
    found = Names(ANALYZER)
    for number, name in enumerate(NAMES):
        found.add(name, number)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("التقى كمال الصافي الأهالي", ["كمال الصافي"]),
        ("قيل لكمال الصافي ولكمال الصّافي", ["كمال الصافي"]),
        ("وصل إلى المرسى", ["المرسى"]),
        ("وبالمرسى للمرسى وللمرسى", ["المرسى"]),
        ("مهرجان #الزعفران و«مهرجان الزعفران»", ["مهرجان الزعفران"]),
        ("#كمال_الصافي", ["كمال الصافي"]),
        ("قال عبدالله النجار", ["عبد الله النجار"]),
        ("عاد من أبوظبي إلى أبي ظبي", ["أبو ظبي"]),
        ("كان على الطاولة في 2021", []),
        ("سافر وعلي معه", ["علي"]),
        ("نال وساما ووسام آخر", []),
        ("كمالُ الأجسام والمرساة", []),
        ("بين كمال، الصافي", ["الصافي"]),
        ("قال الصافي ثمّ كمال الصافي", ["الصافي", "كمال الصافي"]),
        ("أميركا وأمـريكا", ["أمريكا"]),
        ("عاد من صنعا", ["صنعاء"]),
        ("قمّة nato في المرسي", ["NATO", "المرسى"]),
        ("دينار ليبي للّيبي ولليبي", ["الليبي"]),
    ],
)
def test_names_in_text(names: Names, text: str, expected: list[str]) -> None:
    assert [NAMES[number] for number in names.find(text)] == expected


def test_of_names_that_are_written_alike_the_first_counts() -> None:
    names = Names(ANALYZER)
    names.add("المدينة القديمة", 1)
    names.add("المدينه القديمه", 2)
    assert names.find("في المدينة القديمة") == [1]


@given(st.text(), st.text())
def test_any_text_and_any_name(name: str, text: str) -> None:
    names = Names(ANALYZER)
    names.add(name, 1)
    assert names.find(text) in ([], [1])


def test_a_common_noun_is_no_name_and_a_name_that_is_one_word_is() -> None:
    found = Names(ANALYZER)
    for number, name in enumerate(["تفجير", "زلزال", "سوريا", "حماس", "الرياض", "تفجير المرفأ"]):
        found.add(name, number)
    assert found.find("تفجير في سوريا، وزلزال قرب الرياض، ووفد من حماس") == [2, 4, 3]
    assert found.find("لجنة تفجير المرفأ") == [5]
