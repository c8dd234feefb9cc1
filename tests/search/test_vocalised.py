from __future__ import annotations

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.terms.vocalised import matches_diacritics, spelled, vocalised_words


def test_only_words_with_harakat_are_kept(analyzer: Analyzer) -> None:
    text = "قال «كُتِبَ» ثم كتب، ومشيـراً عاد."
    assert vocalised_words(text, analyzer) == {("كتب", "كُتِبَ"), ("ومشيرا", "ومشيراً")}


@pytest.mark.parametrize(
    ("typed", "written", "same"),
    [
        ("كُتب", "كُتِبَ", True),
        ("كتب", "كُتِبَ", True),
        ("كَتب", "كُتِبَ", False),
        ("كتبَ", "كُتِب", False),
        ("مدّرس", "مُدَرِّس", False),
        ("مدرّس", "مُدَرِّس", True),
        ("مدرِّس", "مُدَرّس", False),
        ("كُتبت", "كُتِبَ", False),
    ],
)
def test_what_was_typed_must_stand_on_the_same_letter(typed: str, written: str, same: bool) -> None:
    assert matches_diacritics(typed, spelled(written)) is same


def test_the_order_of_marks_and_noise_do_not_count() -> None:
    assert spelled("مدر\u0651\u0650س") == spelled("مـدر\u0650\u0651\u200fس")
    assert spelled("ا\u0654حمد") == spelled("أحمد")
