"""Rules are data: an editor's file is checked, says what is wrong, and cuts what it should."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.ingest.clean import line_rules, rules
from articles.ingest.clean.boilerplate import clean
from articles.ingest.compose import recompose
from articles.ingest.sandbox import read
from articles.ingest.text import fold
from articles.ingest.types import Draft, RawArticle

RULE = """
[[rule]]
name = "slogan"
reason = "شعار الصحيفة"
line = ["صوت المرسى .*"]
source = "المنارة"
"""
BODY = (
    "قال رئيس البلدية إنّ أعمال الترميم ستبدأ الأسبوع المقبل وتستمرّ ثلاثة أشهر على الأقلّ في المدينة القديمة."
)


def roles(text: str, source: str = "", more: str = RULE) -> list[str]:
    ruleset = rules.load().plus(rules.parse(more, "own.toml"))
    found = RawArticle(text, stated_fields={"title": "ترميم المدينة القديمة", "source": source})
    return [piece.role for piece in clean(found, ruleset).pieces]


def test_a_rule_may_be_for_one_source() -> None:
    text = f"صوتُ المرسى منذ 1962\n{BODY}"
    assert roles(text, "المنارة") == ["boilerplate", "body"]
    assert roles(text, "الضفاف") == ["body", "body"]


def test_rules_of_a_folder_come_before_those_of_the_product(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(RULE, encoding="utf-8")
    assert rules.load(tmp_path).rules[0].name == "slogan"
    assert len(rules.load(tmp_path).rules) == len(rules.load().rules) + 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[[rule]", "own.toml"),
        ('[[rule]]\nname = "x"', "a name and a reason"),
        ('[[rule]]\nname = "x"\nreason = "y"\nlines = ["z"]', "unknown key 'lines'"),
        ('[[rule]]\nname = "x"\nreason = "y"\nline = "z"', "line must be a list"),
        ('[[rule]]\nname = "x"\nreason = "y"\nline = ["(z"]', "no regular expression"),
        ('[[rule]]\nname = "x"\nreason = "y"\nrole = "z"', "role 'z' is unknown"),
    ],
)
def test_a_bad_rule_says_where_and_what(text: str, part: str) -> None:
    with pytest.raises(rules.BadRule, match=r"own\.toml") as error:
        rules.parse(text, "own.toml")
    assert part in str(error.value)


@pytest.mark.parametrize(
    "line",
    [
        "ت + ت - الحجم الطبيعي",
        "شارك المقال: Facebook · X · Telegram",
        "الرئيسيّة | محلّيات | اقتصاد | رياضة",
        "23°C المرسى الثلاثاء 14:07",
        "التعليقات (12)",
        "الأكثر قراءةً اليوم",
        "قد يعجبك أيضًا",
        "اشترك في نشرتنا البريديّة",
        "تابعنا على فيسبوك",
        "جميع الحقوق محفوظة لوكالة الضفاف 2021",
        "© 2021 الضفاف نت",
        "إعلان",
        "Email",
        "1,204 مشاهدة",
        "// انتهى //",
        "...المزيد",
        "آخر تحديث: 12:30 - 5 أيار 2021",
    ],
)
def test_boilerplate_is_known(line: str) -> None:
    assert roles(f"{BODY}\n{line}") == ["body", "boilerplate"]


@pytest.mark.parametrize(
    "line",
    [
        "المزيد من المعاناة تنتظر سكّان الجزر في الشتاء.",
        "تطوير شبكة النقل داخل المدينة",
        "وبلغت الحرارة 38 درجة مئوية في المرسى أمس.",
        "شارك في اللقاء خمسون مزارعًا من ستّ قرى.",
        "تابع الحاضرون عرضًا عن تاريخ المنارة.",
        "إعلان حالة الطوارئ في ثلاث محافظات ساحلية.",
    ],
)
def test_sentences_that_begin_alike_are_kept(line: str) -> None:
    assert roles(f"{BODY}\n{line}\n{BODY}")[1] in {"body", "heading"}


def test_parts_of_a_line_are_cut() -> None:
    found = RawArticle(
        f"Next Previous {BODY}\n{BODY} رابط الخبر بصحيفة الضفاف: ترميم المدينة القديمة", {"title": "ترميم"}
    )
    pieces = clean(found, rules.load()).pieces
    assert [(piece.number, piece.role) for piece in pieces] == [
        (0, "boilerplate"),
        (0, "body"),
        (1, "body"),
        (1, "boilerplate"),
    ]
    assert [piece.text for piece in pieces if piece.role == "body"] == [BODY, BODY]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_any_text_keeps_all_its_words(text: str) -> None:
    page = clean(RawArticle(text), rules.load())
    pieces = "".join(piece.text for piece in page.pieces)
    assert [c for c in pieces if c.isalnum() and c > "\u0600"] == [
        c for c in text if c.isalnum() and c > "\u0600"
    ]


def test_a_rule_written_to_a_file_is_read_back() -> None:
    [rule] = rules.parse(RULE, "own.toml")
    assert rules.parse(rules.dumps([rule]), "own.toml") == [rule]


def test_a_rule_for_a_source_that_only_the_page_tells() -> None:
    """A first reading finds the source, a second applies its rules."""
    ruleset = rules.load().plus(rules.parse(RULE.replace("المنارة", "المنارة نيوز"), "own.toml"))
    page = f"ترميم المدينة القديمة يبدأ قريبًا\nالمنارة نيوز - رويترز\n{BODY}\nصوت المرسى منذ 1962"
    raw = RawArticle(page).dumps()
    assert "صوت المرسى" not in recompose(raw, ruleset).body
    assert "صوت المرسى" in recompose(raw, rules.load()).body


def test_rule_files_are_read_again_when_they_change(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(RULE, encoding="utf-8")
    assert rules.load(tmp_path).are_for("المنارة")
    file.write_text(RULE.replace("المنارة", "الضفاف"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert rules.load(tmp_path).are_for("الضفاف")


def test_rules_reach_the_reading_process(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text(
        f"ترميم المدينة القديمة يبدأ قريبًا\nالمنارة نيوز - رويترز\n{BODY}\nصوت المرسى منذ 1962", "utf-8"
    )
    ruleset = rules.load().plus(rules.parse(RULE.replace("المنارة", "المنارة نيوز"), "own.toml"))
    for _ in range(2):
        [draft] = read(file, rules=ruleset)
        assert isinstance(draft, Draft)
        assert draft.body == BODY


@pytest.mark.parametrize(
    "part", ["google + ", "/", "ع.ح/", "ت + - ", "facebook | ", "#وسم ", "شارك ", "x", "2 "]
)
def test_no_line_makes_the_rules_slow(part: str) -> None:
    """A pattern that backtracks without end would not come back from here."""
    for times in (20, 70, 300):
        rules.load().whole(f"{part * times}!")
        rules.load().end(f"{part * times}!")


def test_a_line_that_was_pointed_at_is_told_whatever_its_numbers_and_length():
    line = "وصلتم إلى آخر صفحة من صفحات دفتر المنارة في عدده رقم {} من عام {}"
    rule = line_rules.rule(line.format(7, 2021), "boilerplate", "same", 1)
    told = rules.Rules((rule,))
    assert told.whole(fold(line.format(3168, 1999)))
    assert not told.whole(fold(line.format("سبعة", 1999)))
