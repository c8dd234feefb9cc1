"""Compound names and spelling families."""

from __future__ import annotations

import pytest

from articles.arabic.spelling.compound_names import cases, joined, split
from articles.arabic.spelling.spelling_variants import variants


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("والأميركية", ("والامريكيه",)),
        ("بالديموقراطية", ("بالديمقراطيه",)),
        ("لشانغهاي", ("لشنغهاي", "لشنجهاي", "لشانجهاي")),
        ("غرامة", ()),
        ("وزير", ()),
    ],
)
def test_families(word: str, others: tuple[str, ...]) -> None:
    assert variants(word) == others


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("عبدالكريم", ("عبد", "الكريم")),
        ("وعبدالله", ("وعبد", "الله")),
        ("ابوظبي", ("ابو", "ظبي")),
        ("ذوالفقار", ("ذو", "الفقار")),
        ("عبيد", None),
        ("وزير", None),
    ],
)
def test_joined_names_come_apart(word: str, parts: tuple[str, str] | None) -> None:
    assert split(word) == parts
    assert parts is None or word in joined(*parts)


def test_names_take_their_cases() -> None:
    assert cases("لابي") == ("لابي", "لابو", "لابا")
    assert joined("بن", "سلمان") == ("بنسلمان", "ابنسلمان")
    assert joined("قال", "الوزير") == ()
