"""Bylines, dates, tags and languages are told from each other, with evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.compose import recompose
from articles.ingest.detect.language import language_of
from articles.ingest.extract import tags
from articles.ingest.names import byline
from articles.ingest.text import fold, tokens
from articles.ingest.types import Draft, RawArticle

LEAD = "أعلنت إدارة الميناء استئناف رحلات العبّارات نحو الجزر الثلاث بعد توقّف دام تسعة أيام بسبب الأمواج."


def draft(text: str, **stated_fields: str) -> Draft:
    return recompose(RawArticle(text, stated_fields).dumps())


@pytest.mark.parametrize(
    ("text", "dateline", "agency", "source", "authors"),
    [
        ("الرياض: ناصر الراوي", "الرياض", "", "", ("ناصر الراوي",)),
        ("رويترز - عدن", "عدن", "رويترز", "", ()),
        ("بغداد (أ ف ب)", "بغداد", "فرانس برس", "", ()),
        ("سلمى الراوي من جدة", "جدة", "", "", ("سلمى الراوي",)),
        ("لندن: «الضفاف»", "لندن", "", "الضفاف", ()),
        ("الضفاف نيوز_ أسوشيتد برس", "", "أسوشيتد برس", "الضفاف نيوز", ()),
        ("كتب - علي الهاشم:", "", "", "", ("علي الهاشم",)),
        ("د. أمل البكري، يوسف حداد (القاهرة)", "القاهرة", "", "", ("د. أمل البكري", "يوسف حداد")),
        ("صحيفة المنارة – رأس الفنار", "رأس الفنار", "", "صحيفة المنارة", ()),
        ("تونس 3 مارس 2016 م وات", "تونس", "وات", "", ()),
    ],
)
def test_bylines(text: str, dateline: str, agency: str, source: str, authors: tuple[str, ...]) -> None:
    parsed = byline.parse(text)
    assert (parsed.dateline, parsed.agency, parsed.source, parsed.authors) == (
        dateline,
        agency,
        source,
        authors,
    )


def test_a_sentence_is_no_byline() -> None:
    assert not byline.parse("قال مدير الميناء إنّ الرحلات عادت").sure


@given(st.text(max_size=80))
def test_any_text_may_be_a_byline(text: str) -> None:
    byline.parse(text)


@pytest.mark.parametrize(
    ("first", "published", "evidence"),
    [
        ("اليوم الخميس (9 أيلول 2021)، " + LEAD, "2021-09-09", "(9 أيلول 2021)"),
        (LEAD + " وكان الميناء أُغلق في 26 تموز 2021.", "None", ""),
        (LEAD + " وجرى ذلك أمس الأربعاء (8 أيلول 2021).", "None", ""),
    ],
)
def test_a_date_in_the_text_must_be_today(first: str, published: str, evidence: str) -> None:
    found = draft(f"عودة العبّارات إلى الجزر\n\n{first}\n\n{LEAD}")
    assert str(found.published) == published
    assert found.evidence["published"].words == evidence if evidence else "published" not in found.evidence


def test_what_the_file_states_comes_first() -> None:
    text = f"اليوم الخميس (9 أيلول 2021)، {LEAD}"
    found = draft(
        text, title="عودة العبّارات", published="2020-01-02T10:00:00+03:00", url="https://a.example/x"
    )
    assert str(found.published) == "2020-01-02"
    assert found.evidence["published"].confidence == "stated"


def test_the_address_tells_the_date() -> None:
    found = draft(LEAD, title="عودة العبّارات", url="https://a.example/2020/3/7/ferries")
    assert (str(found.published), found.evidence["published"].place) == ("2020-03-07", "field url")


def test_an_address_that_is_none_is_left_out() -> None:
    assert draft(LEAD, title="عودة العبّارات", url="javascript:alert(1)").url == ""


def test_a_text_without_a_title_gets_its_first_words() -> None:
    found = draft(LEAD)
    assert found.body == LEAD
    assert found.title.endswith("…")
    assert found.warnings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("زار كمال_الصافي #وادي_الزعفران و#المرسى", ["كمال الصافي", "وادي الزعفران"]),
        ("زار #المرسى، ثمّ #المرسي", ["المرسى"]),
        ("ساحل نيوز_ رويترز", []),
        ("https://a.example/#قسم و user_name و color: #fff000", []),
        ("#كأس_2021 و#2021", ["كأس 2021"]),
    ],
)
def test_tags_in_text(text: str, expected: list[str]) -> None:
    assert tags.in_text(text) == expected


def test_listed_tags_come_before_those_in_the_text() -> None:
    assert draft(f"{LEAD} #الميناء", title="ت ت", tags="بحر، #جزر").tags == ("بحر", "جزر", "الميناء")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (LEAD, "ar"),
        ("The ferries to the islands are back in service after the storm.", "en"),
        ("Les traversées vers les îles ont repris dans la matinée.", "fr"),
        ("این بندر برای نخستین بار پس از طوفان باز شد و مسافران را پذیرفت", "fa"),
        ("12 - 34", "und"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


@given(st.text(max_size=200))
def test_folding_is_the_same_for_short_and_long_texts(text: str) -> None:
    alone = fold(text)
    assert fold(f"{text} {'ا' * 80}") == f"{alone} {'ا' * 80}".strip()
    assert fold(alone) == alone
    assert tokens(alone) == tokens(text)
