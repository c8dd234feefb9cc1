"""Arabic names in Latin letters: which Arabic words fit, and which fits best."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.input.transliteration import distance, pattern


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        *[("kadhimi", "الكاظمي"), ("Kazimi", "الكاظمي"), ("al-Kadhimi", "كاظمي"), ("muhammad", "محمد")],
        *[("Mohammed", "محمد"), ("hussein", "حسين"), ("Fatimah", "فاطمة"), ("fatima", "فاطمة")],
        *[("abdullah", "عبدالله"), ("yusuf", "يوسف"), ("youssef", "يوسف"), ("khalid", "خالد")],
        *[("Baghdad", "بغداد"), ("riyadh", "الرياض"), ("washington", "واشنطن"), ("3iraq", "العراق")],
        *[("ma7moud", "محمود"), ("qatar", "قطر"), ("ibrāhīm", "إبراهيم"), ("Sha'lan", "شعلان")],
        *[("omar", "عمر"), ("ahmad", "أحمد"), ("abu", "أبو"), ("bin", "بن"), ("ali", "علي")],
    ],
)
def test_fits(latin: str, arabic: str) -> None:
    fitting = pattern(latin)
    assert fitting
    assert fitting.findall(f"جسر\n{arabic}\nنفق") == [arabic]


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [("kadhimi", "كاظم عظيم"), ("kadhimi", "مكاظمي"), ("salim", "سالمون"), ("omar", "مر"), ("qatar", "قطري")],
)
def test_does_not_fit(latin: str, arabic: str) -> None:
    fitting = pattern(latin)
    assert fitting
    assert not fitting.findall(arabic)


@pytest.mark.parametrize("text", ["", "a", "i", "123", "hgvd", "جسر", "a.b", "bcdfg", "x" * 40])
def test_no_name(text: str) -> None:
    assert pattern(text) is None


@pytest.mark.parametrize(
    ("latin", "better", "worse"),
    [
        ("kadhimi", "الكاظمي", "القديمة"),
        ("putin", "بوتين", "البطن"),
        ("hussein", "حسين", "حسن"),
        ("riyadh", "الرياض", "الرياضية"),
        ("omar", "عمر", "أوامر"),
    ],
)
def test_nearer_name(latin: str, better: str, worse: str) -> None:
    assert distance(latin, better) < distance(latin, worse)


@given(st.text(alphabet="abdhkmstz'-37 é", max_size=30))
def test_any_word(text: str) -> None:
    fitting = pattern(text)
    if fitting and fitting.search("الكاظمي"):
        assert distance(text, "الكاظمي") >= 0
