"""How a query was read, in words; every warning has its sentence; a tree can be written as a query again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.query.foldings import foldings
from articles.search.query.parse import parse
from articles.search.query.unparse import text_of
from articles.search.types import DateRange, Filter, Query, QueryWarning
from articles.searching.query.explain import explain, explain_foldings
from articles.searching.query.messages import sentence

SEARCH_ROOM = Path(__file__).parents[2] / "articles/search"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("جسر", "كلمة «جسر»"),
        ("جسر نفق", "الكلمتان «جسر» و«نفق» معًا"),
        ("جسر نفق سد", "الكلمات «جسر» و«نفق» و«سد» كلها"),
        ('"جسر نفق" سد -حبر', "كلمة «سد»، وعبارة «جسر نفق» بترتيبها، دون كلمة «حبر»"),
        ('"جسر نفق"~3', "«جسر نفق» متقاربة، بينها 3 من الكلمات على الأكثر"),
        ("جسر أو نفق", "كلمة «جسر» أو كلمة «نفق»"),
        ("(جسر أو نفق) سد", "كلمة «سد»، و(كلمة «جسر» أو كلمة «نفق»)"),
        ("عنوان:جسر", "كلمة «جسر» في العنوان"),
        ("مهرج*", "كل كلمة تبدأ بـ«مهرج»"),
        ("*هرجان", "كل كلمة تنتهي بـ«هرجان»"),
        ("*هرج*", "كل كلمة فيها «هرج»"),
        ("مهـ*جان", "كل كلمة على هيئة «مه*جان»"),
        ("مهرجن~", "كل كلمة تشبه «مهرجن»"),
        ("جسر مصدر:الشمس تاريخ:2021", "كلمة «جسر»؛ المصدر: الشمس؛ التاريخ: 2021"),
        ("جسر تاريخ:2020-01..2021-02-03", "كلمة «جسر»؛ التاريخ: من 2020-01 إلى 2021-02-03"),
        ("تاريخ:2020..", "التاريخ: منذ 2020"),
        ("", "كل المقالات"),
        ("!", "لا شيء"),
    ],
)
def test_describes_in_arabic(text: str, said: str, analyzer: Analyzer) -> None:
    assert explain(parse(text, analyzer=analyzer)).startswith(said)


def test_describes_in_english(analyzer: Analyzer) -> None:
    query = parse("جسر -نفق", analyzer=analyzer)
    with override("en"):
        assert explain(query).startswith("the word “جسر”, without the word “نفق”")


def test_says_which_spellings_and_stems_count(analyzer: Analyzer) -> None:
    query = parse("المدرسة", analyzer=analyzer)
    assert "حُسبت الحروف المتشابهة واحدة: المدرسة ← المدرسه" in explain(query)
    (folding,) = foldings(query)
    assert (folding.word, folding.folded, folding.root) == ("المدرسة", ("المدرسه",), ())
    assert folding.stem
    assert explain(parse("المدرسة", mode="exact", analyzer=analyzer)).endswith("كما كُتبت تمامًا")


def test_the_stem_of_a_quoted_word_does_not_count(analyzer: Analyzer) -> None:
    assert [each.stem for each in foldings(parse('"المدرسة الكبيرة"', analyzer=analyzer))] == [(), ()]


def test_says_the_chosen_filters_by_name(analyzer: Analyzer) -> None:
    query = parse("", analyzer=analyzer)
    filters = (Filter("source", include=("shams", "qamar")), Filter("tag", exclude=("bahr",)))
    query = Query("", query.node, filters=filters, dates=DateRange(20210900, 20210999))
    assert (
        explain(query, label=lambda column, slug: slug.title())
        == "كل المقالات؛ المصدر: Shams أو Qamar؛ دون الوسم: Bahr؛ التاريخ: 2021-09"
    )


@pytest.mark.parametrize(
    "text",
    [
        'جسر "نفق طويل"~3 -سد',
        "(جسر أو نفق) -(سد ماء)",
        "جسر أو نفق",
        'عنوان:جسر عنوان:"سد ماء" مصدر:"الشمس"',
        "مهرج* مهرجن~2 تاريخ:2020-01..2021",
        "عبدالكريم سالم",
    ],
)
def test_a_tree_is_written_as_the_query_it_came_from(text: str, analyzer: Analyzer) -> None:
    node = parse(text, analyzer=analyzer).node
    assert parse(text_of(node), analyzer=analyzer).node == node


def test_every_warning_has_a_sentence_in_both_languages() -> None:
    source = "".join(path.read_text("utf-8") for path in SEARCH_ROOM.rglob("*.py"))
    codes = set(re.findall(r'\b(?:_?warn|QueryWarning)\(f?"([\w-]+)(?:\{|")', source))
    codes.discard("unknown-")
    assert len(codes) > 8
    for code in codes | {f"unknown-{column}" for column in ("source", "tag", "mention", "author", "section")}:
        arabic = sentence(QueryWarning(code, "x"))
        with override("en"):
            assert sentence(QueryWarning(code, "x")) != arabic


def test_words_are_shown_as_the_archive_writes_them() -> None:
    query = parse("المدارس", analyzer=Analyzer())
    written = {"مدرسه": "مدرسة", "مدارس": "مدارس"}
    assert explain_foldings(query, lambda word: written.get(word, word)).endswith("المدارس ← مدرسة")
    assert "←" not in explain_foldings(parse("المدرسة", analyzer=Analyzer()), lambda word: "المدرسة")
