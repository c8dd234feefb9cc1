"""What tells an event: figures, signatures, and what two of them share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.stories.event_reading import read_event
from articles.stories.event_signature import EventSignature, spoken_of
from articles.stories.evidence import evidence
from articles.stories.figures import figures, ordinals, shared
from articles.stories.rarity import StemRarity

RARITY = StemRarity(Analyzer())


def signature(title: str, body: str = "") -> EventSignature:
    return read_event(title, body, RARITY).signature


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أصيب ٤٣ شخصًا و12 طفلًا", (12, 43)),
        ("بلغت 1,378,500 ريال", (1_378_500,)),
        ("بلغت ١٬٦٧٨ ريالًا، بنسبة ٣٫٥٪", (3.5, 1678)),
        ("لقي ثلاثة أشخاص مصرعهم وأصيب سبعة", (3, 7)),
        ("في عام 2015 و1436هـ", ()),
        ("يوم 12.5.2015", ()),
        ("٪ , . ٫ لا رقم", ()),
        ("", ()),
    ],
)
def test_figures_of_a_text(text, expected):
    assert figures(text) == expected


def test_places_in_an_order():
    assert ordinals("وصول الطائرة الثالثة بعد الثاني") == {2, 3}
    assert ordinals("الأول من نوعه") == frozenset(), "what is the first of its kind is in no order"


def test_figures_are_the_same_but_for_rounding():
    assert shared((1378.0, 12.0), (1400.0, 12.0)) == 2
    assert shared((3.0,), (4.0,)) == 0
    assert shared((100.0, 101.0), (100.0,)) == 1, "each stands for one of the other"
    assert shared((), (1.0,)) == 0


@given(st.text(max_size=300), st.text(max_size=900))
def test_a_signature_comes_back_as_it_was_stored(title, body):
    stored = signature(title, body)
    found = EventSignature.unpack(stored.pack())
    assert found is not None
    assert found.stems == stored.stems
    assert found.names == stored.names
    assert found.ordinals == stored.ordinals
    for one, other in (
        (found.weights, stored.weights),
        (found.title, stored.title),
        (found.lead, stored.lead),
    ):
        assert dict(one) == pytest.approx(dict(other), rel=0.001)
    assert found.figures == pytest.approx(stored.figures)
    assert found.title_figures == pytest.approx(stored.title_figures)


@given(st.text(alphabet="0123456789.,٫٬٠٩ ", max_size=60))
def test_no_number_is_too_odd(text):
    assert all(number >= 0 for number in figures(text))


@pytest.mark.parametrize("data", [b"", b"\x00" * 912, b"\xff" * 40, b"\x01abc"])
def test_what_another_version_stored_is_no_signature(data):
    assert EventSignature.unpack(data) is None


def test_what_an_article_is_about_is_spoken_of_by_another_or_is_not():
    fire = signature("حريق مصنع الزجاج", "اندلع حريق في مصنع الزجاج بالقصباء بعد انفجار خزّان الغاز.")
    rain = signature("سيول في سوق النحّاسين", "أغرقت أمطار غزيرة سوق النحّاسين.")
    assert spoken_of(fire.weights.items(), fire) == pytest.approx(1)
    assert spoken_of(fire.weights.items(), rain) < 0.2
    assert spoken_of([], rain) == 0


def test_the_evidence_of_two_reports():
    one = signature("إصابة 43 في حريق القصباء", "أصيب 43 شخصًا في حريق كبير شبّ بمصنع الزجاج في القصباء.")
    same = signature("حريق القصباء: 43 مصابًا", "شبّ حريق في مصنع الزجاج بالقصباء، وأصيب 43 شخصًا.")
    other = signature("إصابة 7 في حريق الرملتين", "أصيب 7 أشخاص في حريق شبّ بمستودع للأخشاب في الرملتين.")
    near, far = evidence(one, same), evidence(one, other)
    assert near.subject > far.subject
    assert near.headline > far.headline
    assert near.beginning > far.beginning
    assert near.figures > far.figures == 0.0


def test_one_form_with_other_figures_is_told_from_reports_that_differ_in_them():
    form = "انقلبت صباح أمس حافلة تقلّ ركّابًا عند منعطف البيدر قرب {}، فأصيب {} منهم بجروح ونُقلوا إلى المستشفى."
    one = signature("انقلاب حافلة ركّاب يوقع 7 جرحى", form.format("تلّ السنابل", 7))
    refilled = signature("انقلاب حافلة ركّاب يوقع 5 جرحى", form.format("وادي الزعرور", 5))
    reported = signature(
        "9 مصابين في حادث تلّ السنابل", "تعطّلت مكابح حافلة قرب تلّ السنابل ونقل المسعفون 9 جرحى."
    )
    assert evidence(one, refilled).refilled > 0
    assert evidence(one, reported).refilled == evidence(one, one).refilled == 0
