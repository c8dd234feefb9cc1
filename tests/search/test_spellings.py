"""Names and loan words in the other spellings that stand in the archive."""

from __future__ import annotations

from collections import Counter

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.orthography.normalizer import normalize
from articles.search.query.explain_match import Matcher
from articles.search.query.parse import parse
from articles.search.query.spellings import Spellings
from articles.search.types import Phrase, Query
from articles.search.visitors import leaves

ANALYZER = Analyzer()


def read(query: str, archive: str, *, without: frozenset[str] = frozenset(), families: bool = True) -> Query:
    """The query as an archive with these words reads it."""
    counts = Counter(map(normalize, ANALYZER.words(archive)))
    spellings = Spellings(ANALYZER, counts.__getitem__, without)
    return parse(query, analyzer=ANALYZER, spellings=spellings, families=families)


def finds(query: str, text: str) -> bool:
    return Matcher(text, ANALYZER).matches(read(query, text))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("غراندي", "جلس جراندي في المقهى"),
        ("الكرواسون", "فطور من الكرواسن الساخن"),
        ("بروفيسور", "قال البروفسور إن"),
        ("بيانو", "عازف البيانو"),
        ("سوبرماركت", "أغلق سوبر ماركت"),
        ("بلاي ستيشن", "جهاز بلايستيشن"),
        ("ماراثون", "سباق الماراتون"),
        ("غيتار", "عزف على الجيتار"),
        ("سوريا", "في سورية"),
        ("أوركسترا", "عزفت الأوركسترا"),
    ],
)
def test_other_spellings_are_found(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("حلب", "كوب حليب"),
        ("حسن", "جاء حسين"),
        ("بوتين", "زار بوتان"),
        ("سالم", "مر سليم"),
        ("سوريا", "القهوة السورية"),
        ("كندا", "جلس على كنبة"),
        ("مازن", "رجل مسن"),
        ("صحيفة", "وزارة الصحة"),
        ("ريال", "اشترى رايل"),
        ("باريس", "قال بوريس"),
        ("والقوات", "مدينة كوت"),
        ("وزيادة", "فوق وسادة"),
        ("قوانين", "قو انين"),
        ("العراق", "العر اق"),
        ("مناخ", "وصل مناج"),
        ("فيلم", "تعلم فلم"),
        ("تأهيل", "بعد تأجيل"),
        ("برتقال", "زار البرتغال"),
        ("إماراتية", "مع امرأته"),
        ("سيطرة", "سيطر القائد"),
        ("هندسة", "معبد هندوسي"),
    ],
)
def test_other_words_are_not(query: str, text: str) -> None:
    assert not finds(query, text)


def test_what_was_added_is_told_with_its_articles() -> None:
    archive = "غيتار قديم، والجيتار جديد، جيتار"
    (found,) = read("غيتار", archive).spellings
    assert (found.word, found.spelling, found.articles) == ("غيتار", "جيتار", 2)


def test_what_does_not_stand_in_the_archive_is_not_added() -> None:
    assert read("غيتار", "عود قديم").spellings == ()


def test_each_can_be_taken_out_and_all_switched_off() -> None:
    archive = "غيتار جيتار"
    assert read("غيتار", archive, without=frozenset({"جيتار"})).spellings == ()
    assert read("غيتار", archive, families=False).spellings == ()


def test_quoted_words_have_other_spellings_too() -> None:
    assert finds('"غيتار قديم"', "باع جيتار قديم")


@pytest.mark.parametrize(("beside", "apart"), [(0, False), (2, True)])
def test_a_name_is_split_when_its_parts_stand_beside_each_other(beside: int, apart: bool) -> None:
    counts = Counter(["سوبر", "ماركت"])
    spellings = Spellings(ANALYZER, counts.__getitem__, beside=lambda first, second: beside)
    node = parse("سوبرماركت", analyzer=ANALYZER, spellings=spellings).node
    assert any(isinstance(leaf, Phrase) for leaf in leaves(node)) is apart


def test_a_clitic_is_no_word_of_a_name_that_was_split() -> None:
    """آل in the archive does not make every foreign name with the article two words."""
    node = read("السوبرماركت", "زار آل النجار سوبرماركت").node
    assert not any(isinstance(leaf, Phrase) for leaf in leaves(node))
