"""Folding and cleaning of single words; whole queries are in pairs.tsv."""

from __future__ import annotations

import pytest

from articles.arabic.morphology.stopwords import is_stopword
from articles.arabic.orthography.normalizer import normalize
from articles.arabic.orthography.tokenizer import clean


@pytest.mark.parametrize(
    ("surface", "folded"),
    [
        ("أمل", "امل"),
        ("مكتبة", "مكتبه"),
        ("مقهى", "مقهي"),
        ("وعلى", "وعلى"),
        ("وإلى", "والى"),
        ("شئون", "شوون"),
        ("شؤون", "شوون"),
        ("وزراء", "وزرا"),
        ("والماء", "والماء"),
        ("بجزء", "بجزء"),
        ("للبناء", "للبناء"),  # البنا and بنا are others
        ("الفئة", "الفئه"),  # فيه is another
        ("یوسف", "يوسف"),
        ("گلستان", "كلستان"),
        ("ڨفصة", "قفصه"),
        ("café", "cafe"),
        ("łódź", "łodz"),
    ],
)
def test_fold(surface: str, folded: str) -> None:
    assert normalize(surface) == folded


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("كُتُبٌ", ["كتب"]),
        ("كتـــب", ["كتب"]),
        ("ﻻ", ["لا"]),
        ("ﷲ", ["الله"]),
        ("ﷺ", ["صلى", "الله", "عليه", "وسلم"]),
        ("بمئة﷼ فقط", ["بمئة", "ريال", "فقط"]),
        ("﷽", ["بسم", "الله", "الرحمن", "الرحيم"]),
        ("عمر\ufd41 قال", ["عمر", "رضي", "الله", "عنه", "قال"]),
        ("ا\u0654ب", ["أب"]),
        ("ا\u064e\u0640\u0654ب", ["أب"]),
        ("ق\u200dلم", ["قلم"]),
        ("١٢٣", ["123"]),
        ("۴۵", ["45"]),
        ("١٬٢٠٠", ["1200"]),
        ("NATO", ["nato"]),
        ("ﹰ", []),
        ("\u0640", []),
    ],
)
def test_clean(raw: str, words: list[str]) -> None:
    assert list(clean(raw)) == words


@pytest.mark.parametrize(
    ("surface", "is_one"),
    [("على", True), ("علي", False), ("وهذا", True), ("بنا", True), ("بناء", False), ("فئة", False)],
)
def test_stopwords_are_recognised_before_folding(surface: str, is_one: bool) -> None:
    assert is_stopword(surface) == is_one
