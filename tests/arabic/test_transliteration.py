"""Arabic names in Latin letters: which Arabic words fit, which fits best, and which are other names."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.input.exonyms import exonym, exonyms
from articles.arabic.input.transliteration import Romanized, first_consonants, romanized


def read(latin: str) -> Romanized:
    found = romanized(latin)
    assert found
    return found


def is_meant(latin: str, arabic: str) -> bool:
    return read(latin).is_near(read(latin).cost(arabic))


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        *[("kadhimi", "الكاظمي"), ("Kazimi", "الكاظمي"), ("al-Kadhimi", "كاظمي"), ("muhammad", "محمد")],
        *[("Mohammed", "محمد"), ("hussein", "حسين"), ("Fatimah", "فاطمة"), ("fatima", "فاطمة")],
        *[("abdullah", "عبدالله"), ("yusuf", "يوسف"), ("youssef", "يوسف"), ("khalid", "خالد")],
        *[("Baghdad", "بغداد"), ("riyadh", "الرياض"), ("washington", "واشنطن"), ("3iraq", "العراق")],
        *[("ma7moud", "محمود"), ("qatar", "قطر"), ("ibrāhīm", "إبراهيم"), ("Sha'lan", "شعلان")],
        *[("omar", "عمر"), ("ahmad", "أحمد"), ("aisha", "عائشة"), ("saad", "سعد"), ("aden", "عدن")],
        # Foreign names, as papers write them.
        *[("johnson", "جونسون"), ("google", "غوغل"), ("google", "جوجل"), ("facebook", "فيسبوك")],
        *[("twitter", "تويتر"), ("whatsapp", "واتساب"), ("boeing", "بوينغ"), ("chile", "تشيلي")],
        *[("huawei", "هواوي"), ("joe", "جو"), ("unesco", "يونسكو"), ("michelle", "ميشيل")],
        *[("juventus", "يوفنتوس"), ("barcelona", "برشلونة"), ("vladimir", "فلاديمير"), ("texas", "تكساس")],
        *[("trump", "ترامب"), ("biden", "بايدن"), ("covid", "كوفيد"), ("quebec", "كيبيك")],
    ],
)
def test_may_be_meant(latin: str, arabic: str) -> None:
    fitting = read(latin).pattern.finditer(f"جسر\n{arabic}\nنفق")
    assert [match.group() for match in fitting] == [arabic]
    assert is_meant(latin, arabic)


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        *[("kadhimi", "كاظم عظيم"), ("kadhimi", "مكاظمي"), ("salim", "سالمون"), ("omar", "مر")],
        *[("qatar", "قطري"), ("biden", "بدون"), ("macron", "الماكرين"), ("covid", "سيفيد")],
        *[("salem", "إسلامي"), ("peter", "باتر"), ("karim", "كروم")],
    ],
)
def test_another_word_is_not_meant(latin: str, arabic: str) -> None:
    assert not is_meant(latin, arabic)


@pytest.mark.parametrize(("latin", "arabic"), [("putin", "البطن"), ("happy", "حبي"), ("running", "الرنين")])
def test_a_word_that_is_mostly_no_name_must_be_nearer(latin: str, arabic: str) -> None:
    assert is_meant(latin, arabic)
    assert not read(latin).is_near(read(latin).cost(arabic), common=True)


@pytest.mark.parametrize("text", ["", "a", "i", "123", "hgvd", "جسر", "a.b", "bcdfg", "x" * 40])
def test_no_name(text: str) -> None:
    assert romanized(text) is None


@pytest.mark.parametrize(
    ("latin", "better", "worse"),
    [
        ("kadhimi", "الكاظمي", "القديمة"),
        ("putin", "بوتين", "البطن"),
        ("hussein", "حسين", "حسن"),
        ("riyadh", "الرياض", "الرياضية"),
        ("omar", "عمر", "أوامر"),
        ("salem", "سالم", "سليم"),
    ],
)
def test_nearer_name(latin: str, better: str, worse: str) -> None:
    assert read(latin).cost(better) < read(latin).cost(worse)


@given(st.text(alphabet="abdhkmstz'-37 éwxq", max_size=30), st.text(alphabet="اويعءةىكظمهش", max_size=8))
def test_any_word(latin: str, arabic: str) -> None:
    if fitting := romanized(latin):
        cost = fitting.cost(arabic)
        assert cost >= 0
        if math.isfinite(cost):
            assert first_consonants(arabic) & set(fitting.first_letters())


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [("Egypt", "مصر"), ("NEW  YORK", "نيويورك"), ("al-Qaeda", "القاعدة"), ("bin", "بن"), ("egyp", None)],
)
def test_names_that_sound_otherwise(latin: str, arabic: str | None) -> None:
    assert exonym(latin) == arabic


def test_the_list_of_names_holds_latin_and_arabic_ones() -> None:
    assert all(name.isascii() and name == name.lower() for name in exonyms())
    assert all(arabic and not arabic.isascii() for arabic in exonyms().values())
