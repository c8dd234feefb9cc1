"""Did you mean, wrong keyboards and Latin names, from the words of a small archive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.suggest.candidates import suggestions
from articles.search.suggest.slips import slips
from articles.search.suggest.spellchecker import MAX_COST, Speller

WORDS = {
    **{"الاستراتيجي": 40, "الاستراتيجية": 90, "المفاوضات": 120, "والمفاوضات": 9, "المقاولات": 30},
    **{"العراق": 300, "العراقي": 80, "بغداد": 150, "الرياض": 90, "رياضي": 50, "الظهر": 20, "الشهر": 60},
    **{"ظاهرة": 25, "ضارة": 3, "تنظيم": 70, "تنضم": 4, "مدرسة": 60, "مسؤول": 90, "مسئول": 5, "القوات": 200},
    **{"التحالف": 80, "الدولي": 140, "الحكومة": 230, "الكاظمي": 45, "الأكاديمي": 12, "مصطفى": 80, "nato": 6},
    **{"قوات": 110, "في": 900, "من": 900, "على": 800, "محمد": 300},
}
SPELLER = Speller(WORDS.items())
ANALYZER = Analyzer()
LETTERS = "بتجدرسشفقكلمنه"


def corrected(word: str, speller: Speller = SPELLER) -> list[str]:
    return [each.text for each in speller.corrections(word)]


def offered(typed: str, words: dict[str, int]) -> list[str]:
    return [each.text for each in suggestions(typed, Speller(words.items()), ANALYZER)]


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
    assert corrected(typed)[0] == meant


@pytest.mark.parametrize("word", ["", "ا", "12345", "الحكومة", "الحكومه", "كنغر", "قخصثبق"])
def test_corrects_nothing(word: str) -> None:
    assert corrected(word) == []


def test_a_slip_that_stands_in_the_archive_gives_way_to_a_much_commoner_word() -> None:
    speller = Speller([("المفاوضات", 500), ("المفاوظات", 2), ("المقاوضات", 80)])
    assert corrected("المفاوظات", speller) == ["المفاوضات"]
    assert corrected("المقاوضات", speller) == []


def test_a_latin_name_that_the_archive_has_not_gets_no_other() -> None:
    assert offered("kadhimi", {"القديمة": 90, "القادم": 40}) == []


def test_likely_slips_cost_less() -> None:
    assert slips("ظل", "ضل") < slips("ظل", "مل")
    assert slips("غقل", "عقل") < slips("مقل", "عقل")  # the key beside
    assert slips("راس", "رس") < slips("ركس", "رس")  # a vowel
    assert slips("قمل", "قلم") < slips("قبن", "قلم")  # swapped
    assert slips("الكمدني", "المدني") < slips("الجمدني", "المدني")  # the key beside, hit as well
    assert slips("الكمدني", "المدني") < slips("المدني", "الكمدني")  # but seldom left out


@given(st.text("ابتثضظلمنوي", max_size=9), st.text("ابتثضظلمنوي", max_size=9))
def test_slips_are_none_in_the_same_word_alone(one: str, other: str) -> None:
    assert slips(one, one) == 0
    assert (slips(one, other) == 0) == (one == other)


@given(st.text())
def test_any_word(word: str) -> None:
    for found in corrected(word):
        assert found
    SPELLER.latin_names.arabic(word)
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


@pytest.mark.parametrize("typed", ["العراق", "والقوات", "", "من على", "كنغر", "!!", "كلمة " * 300])
def test_offers_nothing(typed: str) -> None:
    assert list(suggestions(typed, SPELLER, ANALYZER)) == []


@pytest.mark.parametrize(
    ("typed", "archive", "offers"),
    [
        # The nearest in sound, not the commonest; no function word behind a clitic, no form of another word.
        ("biden", {"بايدن": 5, "بدون": 900, "البدن": 40}, "بايدن"),
        ("biden", {"بدون": 900}, None),
        ("macron", {"الماكرين": 50, "سيفيد": 9}, None),
        ("covid", {"سيفيد": 90, "كوفيد": 2}, "كوفيد"),
        ("putin", {"البطن": 70}, None),
        ("salman", {"سلمان": 60, "سالمين": 80}, "سلمان"),
        ("jeddah", {"جدة": 30, "جدا": 90}, "جدة"),
        # Names that sound otherwise, of one word and more, when the archive has them.
        ("Egypt", {"مصر": 7}, "مصر"),
        ("New  York", {"نيويورك": 7}, "نيويورك"),
        ("egypt", {"أجبت": 70}, None),
        # Two words for one, and articles apart.
        ("Hamadallah", {"حمد": 4, "الله": 9}, '"حمد الله"'),
        ("al Zayani", {"الزياني": 3}, "الزياني"),
        ("putin OR biden", {"بوتين": 7, "بايدن": 5}, "بوتين OR بايدن"),
        # A common English word is no name, unless one is written just so; a word with ا behind it is no name.
        ("summer", {"سمير": 90, "سمر": 40}, None),
        ("tables", {"طبلس": 90}, None),
        ("green", {"غرين": 9}, "غرين"),
        ("mukala", {"مقالا": 900}, None),
        # A sound that is written always, a name that ends in ch, and what no keyboard would be meant by.
        ("yellen", {"العلن": 90}, None),
        ("ibrahimovic", {"إبراهيموفيتش": 25}, "إبراهيموفيتش"),
        ("gantz", {"لشيفي": 90, "شيفي": 90}, None),
    ],
)
def test_arabic_names_for_latin_ones(typed: str, archive: dict[str, int], offers: str | None) -> None:
    assert next(iter(offered(typed, archive)), None) == offers


def test_an_archive_of_many_words_has_slips_that_are_no_names() -> None:
    """A word of few articles must be written just as the Latin one sounds."""
    many = {a + b + c + d: 1 for a in LETTERS for b in LETTERS for c in LETTERS for d in LETTERS}
    assert offered("trump", {"ترمب": 2}) == ["ترمب"]
    assert offered("trump", many | {"ترمب": 2}) == []
    assert offered("trump", many | {"ترومب": 2}) == ["ترومب"]


@pytest.mark.parametrize(
    ("typed", "archive", "offers"),
    [
        # Sounds of g; what ى and ة are written as; a letter lost at the beginning is no likely slip.
        ("الزغاغة", {"الزجاجة": 20, "الزراعة": 60}, "الزجاجة"),
        ("مصطفا", {"مصطفى": 30, "مصفاة": 20}, "مصطفى"),
        ("المتحدت", {"المتحدة": 50, "المتحدث": 20}, "المتحدة"),
        ("هسنين", {"حسنين": 6, "سنين": 90}, "حسنين"),
        # Two slips are less likely than twice one, and need many articles.
        ("لافروق", {"لافروف": 60, "الفريق": 900}, "لافروف"),
        ("الكاضمي", {"الماضي": 900}, None),
        # A word that another form of is there, and words of its own that are merely rare.
        ("الولايت", {"الولايات": 90, "ولاية": 50, "ولايته": 4}, "الولايات"),
        ("شعير", {"شعير": 3, "شعر": 900}, None),
        ("ثوم", {"ثوم": 3, "يوم": 900}, None),
        # Letters between signs are no words of the other keyboard.
        ("كركزك", {"v": 19, "كركوك": 30}, "كركوك"),
    ],
)
def test_arabic_words_for_mistyped_ones(typed: str, archive: dict[str, int], offers: str | None) -> None:
    found = [each.text for each in suggestions(typed, Speller(archive.items()), ANALYZER)]
    assert next(iter(found), None) == offers


@pytest.mark.parametrize(
    ("typed", "found", "offers"),
    [
        ("شطرة المدينة", False, ["شرطة المدينة"]),
        ("شطرة المدينة", True, []),
        ("شطرة", False, []),
    ],
)
def test_a_word_of_its_own_is_wrong_where_nothing_has_it_beside_the_others(
    typed: str, found: bool, offers: list[str]
) -> None:
    speller = Speller({"شطرة": 3, "شرطة": 90, "المدينة": 50}.items())
    assert [each.text for each in suggestions(typed, speller, ANALYZER, found=found)] == offers


def test_each_word_of_a_query_may_stand_for_several() -> None:
    archive = {"أسعار": 90, "النفس": 80, "النفط": 70}
    assert set(offered("أسعار النفت", archive)) == {"أسعار النفس", "أسعار النفط"}


@given(st.text() | st.text('hguvrابتجس"()-:*؟ ', max_size=40))
def test_offers_for_any_text(text: str) -> None:
    for offer in suggestions(text, SPELLER, ANALYZER):
        assert offer.text
