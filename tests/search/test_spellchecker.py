"""Did you mean, wrong keyboards and Latin names, from the words of a small archive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.suggest.candidates import suggestions
from articles.search.suggest.spellchecker import MAX_COST, Speller, slips

WORDS = {
    **{"الاستراتيجي": 40, "الاستراتيجية": 90, "المفاوضات": 120, "والمفاوضات": 9, "المقاولات": 30},
    **{"العراق": 300, "العراقي": 80, "بغداد": 150, "الرياض": 90, "رياضي": 50, "الظهر": 20, "الشهر": 60},
    **{"ظاهرة": 25, "ضارة": 3, "تنظيم": 70, "تنضم": 4, "مدرسة": 60, "مسؤول": 90, "مسئول": 5, "القوات": 200},
    **{"التحالف": 80, "الدولي": 140, "الحكومة": 230, "الكاظمي": 45, "الأكاديمي": 12, "مصطفى": 80, "nato": 6},
    **{"قوات": 110, "في": 900, "من": 900, "على": 800, "محمد": 300},
}
SPELLER = Speller(WORDS.items())
ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("الاستراتجي", "الاستراتيجي"),
        ("المفاوظات", "المفاوضات"),
        ("المفاوضلت", "المفاوضات"),
        ("القواات", "القوات"),
        ("الرايض", "الرياض"),
        ("ضاهرة", "ظاهرة"),
        ("تنضيم", "تنظيم"),
        ("مدرثه", "مدرسة"),
        ("مسئوول", "مسؤول"),
        ("العراك", "العراق"),
        ("بالاستراتجية", "بالاستراتيجية"),
        ("التحالفالدولي", "التحالف الدولي"),
    ],
)
def test_corrects(typed: str, meant: str) -> None:
    assert SPELLER.correct(typed)[0] == meant


@pytest.mark.parametrize("word", ["", "ا", "12345", "الحكومة", "الحكومه", "كنغر", "قخصثبق"])
def test_corrects_nothing(word: str) -> None:
    assert SPELLER.correct(word) == []


def test_a_slip_that_stands_in_the_archive_gives_way_to_a_much_commoner_word() -> None:
    speller = Speller([("المفاوضات", 500), ("المفاوظات", 2), ("المقاوضات", 80)])
    assert speller.correct("المفاوظات") == ["المفاوضات"]
    assert speller.correct("المقاوضات") == []


def test_a_latin_name_that_the_archive_has_not_gets_no_other() -> None:
    assert Speller([("القديمة", 90), ("القادم", 40)]).romanized("kadhimi") == []


def test_likely_slips_cost_less() -> None:
    assert slips("ظل", "ضل") < slips("ظل", "مل")
    assert slips("غقل", "عقل") < slips("مقل", "عقل")  # the key beside
    assert slips("راس", "رس") < slips("ركس", "رس")  # a vowel
    assert slips("قمل", "قلم") < slips("قبن", "قلم")  # swapped


@given(st.text("ابتثضظلمنوي", max_size=9), st.text("ابتثضظلمنوي", max_size=9))
def test_slips_are_a_distance(one: str, other: str) -> None:
    assert slips(one, one) == 0
    assert (slips(one, other) == 0) == (one == other)
    assert slips(one, other) == pytest.approx(slips(other, one))


@given(st.text())
def test_any_word(word: str) -> None:
    for found in SPELLER.correct(word):
        assert found
    SPELLER.romanized(word)
    assert slips(word, word) <= MAX_COST


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("الاستراتجي", "spelling", "الاستراتيجي"),
        ('"المفاوظات" -بغداد', "spelling", '"المفاوضات" -بغداد'),
        ("عنوان:المفاوظات مصدر:العراك", "spelling", "عنوان:المفاوضات مصدر:العراك"),
        ("hguvhr", "keyboard", "العراق"),
        ("fy]h] hguvhr", "keyboard", "بغداد العراق"),
        ("بغداد hguvhr", "keyboard", "بغداد العراق"),
        ("ىشفخ", "keyboard", "nato"),
        ("kadhimi", "transliteration", "الكاظمي"),
        ("Mustafa Al-Kadhimi", "transliteration", "مصطفى الكاظمي"),
        ('العراق "kadhimi"', "transliteration", 'العراق "الكاظمي"'),
    ],
)
def test_offers(typed: str, kind: str, meant: str) -> None:
    first = next(suggestions(typed, SPELLER, ANALYZER))
    assert (first.kind, first.text) == (kind, meant)


@pytest.mark.parametrize("typed", ["العراق", "والقوات", "nato", "", "من على", "كنغر", "!!", "كلمة " * 300])
def test_offers_nothing(typed: str) -> None:
    assert list(suggestions(typed, SPELLER, ANALYZER)) == []


@given(st.text() | st.text('hguvrابتجس"()-:*؟ ', max_size=40))
def test_offers_for_any_text(text: str) -> None:
    for offer in suggestions(text, SPELLER, ANALYZER):
        assert offer.text
