"""The head of a scraped page: clocks, bylines and datelines around the title, in any order of lines."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from articles.ingest.compose import compose
from articles.ingest.types import Draft, Input, RawArticle

TITLE = "افتتاح متحف الخزف في بلدة وادي الصفصاف بعد ترميم دام أربع سنوات"
LEAD = (
    "افتتح وزير الثقافة، اليوم الخميس، متحف الخزف في بلدة وادي الصفصاف، بعد ترميم دام أربع سنوات وشارك فيه"
    " عشرون حرفيًّا من أبناء البلدة."
)
MORE = "وقال مدير المتحف إنّ القاعات الثلاث تضمّ أربعمئة قطعة، وإنّ الدخول مجّانيّ حتّى آخر الشهر المقبل."
CLOCK = "الخميس 12 كانون الأول 09:41"
AUTHOR = "أحمد الشامي"
DATELINE = "وادي الصفصاف - 3 آذار 2022"


def draft(*lines: str) -> Draft:
    made = compose(RawArticle("\n".join((*lines, LEAD, "", MORE))), Input(Path("a.txt"), "a.txt"))
    assert isinstance(made, Draft)
    return made


@pytest.mark.parametrize("below", list(permutations((CLOCK, AUTHOR, DATELINE))))
def test_lines_under_the_title_in_any_order(below: tuple[str, ...]) -> None:
    made = draft(TITLE, *below)
    assert (made.title, made.authors, str(made.published)) == (TITLE, (AUTHOR,), "2022-03-03")
    assert (made.body, made.section, made.subtitle) == (f"{LEAD}\n\n{MORE}", "", "")


@pytest.mark.parametrize(
    "clock",
    [
        CLOCK,
        "09:41",
        "الخميس ١٢ كانون الأول ٠٩:٤١",
        "الخميس 12 ديسمبر",
        "الساعة 09:41 صباحًا بتوقيت دمشق",
        "آخر تحديث: الخميس 12 كانون الأول 09:41 م",
        "Thu 12 Dec 09:41 AM",
        "12 ربيع الأول الخميس",
    ],
)
def test_a_clock_without_a_year_is_never_the_title(clock: str) -> None:
    for lines in ((clock, TITLE, AUTHOR, DATELINE), (TITLE, clock, DATELINE, AUTHOR)):
        made = draft(*lines)
        assert (made.title, made.authors, str(made.published)) == (TITLE, (AUTHOR,), "2022-03-03")
        assert made.body == f"{LEAD}\n\n{MORE}"


def test_a_clock_with_another_year_is_not_the_date_of_the_article() -> None:
    assert str(draft("الخميس 12 كانون الأول 2024 09:41", TITLE, AUTHOR, DATELINE).published) == "2022-03-03"


@pytest.mark.parametrize(
    "title", ["حادثة 12 كانون الأول في ذاكرة البلدة", "الخميس الأسود يعود إلى السوق", "ساعة الحقيقة"]
)
def test_titles_that_speak_of_time_are_titles(title: str) -> None:
    assert draft(title).title == title


def test_a_line_between_that_names_nobody_is_no_author() -> None:
    assert draft(TITLE, "تقرير خاصّ").authors == ()
