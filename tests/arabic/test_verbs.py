"""The forms of verbs, and what is none."""

from __future__ import annotations

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.morphology.verbs import imperfect_of

ANALYZER = Analyzer()


def lemma(word: str) -> str:
    return ANALYZER.layers(word).lemma


@pytest.mark.parametrize(
    ("perfect", "imperfect"),
    [
        ("جلس", "يجلس"),
        ("شارك", "يشارك"),
        ("أوضح", "يوضح"),
        ("أعطى", "يعطي"),
        ("أدار", "يدير"),
        ("تعلّم", "يتعلّم"),
        ("تلقى", "يتلقى"),
        ("انهار", "ينهار"),
        ("اشترى", "يشتري"),
        ("استمرّ", "يستمرّ"),
        ("استعار", "يستعير"),
    ],
)
def test_the_imperfect_is_made_by_rule(perfect: str, imperfect: str) -> None:
    assert imperfect_of(perfect) == imperfect


@pytest.mark.parametrize(
    "forms",
    [
        "زار زارت زاروا زرتم يزور تزور يزورون سيزور ستزورها وزاروها",
        "استقبل استقبلت يستقبلون ستستقبل استقبلوه فاستقبلها",
        "أعاد أعادت أعدنا يعيد سيعيدون أعيدت",
        "اشترى اشترت اشتروا يشتري يشترون ستشتري اشتراها",
        "انتهى انتهت ينتهي سينتهي انتهوا",
    ],
)
def test_all_forms_have_one_lemma(forms: str) -> None:
    assert len({lemma(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("noun", "verb"),
    [("التدخل", "دخل"), ("قيمتها", "قام"), ("حالته", "حال"), ("كورونا", "كر")],
)
def test_a_noun_is_not_taken_for_a_verb(noun: str, verb: str) -> None:
    assert lemma(noun) != lemma(verb)


@pytest.mark.parametrize("pair", ["إعداد أعداد", "قوى قوي", "عملة عمله", "بدا بدأ", "عملا عملاء"])
def test_spelling_tells_apart_what_folding_makes_one(pair: str) -> None:
    one, other = pair.split()
    assert lemma(one) != lemma(other)
