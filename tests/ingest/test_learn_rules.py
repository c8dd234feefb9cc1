"""Lines that recur at the edges of a source's articles become a rule."""

from __future__ import annotations

from articles.ingest.clean import rules
from articles.ingest.clean.boilerplate import clean
from articles.ingest.clean.learn_rules import recurring_rule
from articles.ingest.types import RawArticle

SOURCE = "المنارة"


def page(number: int, tail: str = "") -> str:
    return f"قالت البلديّة في بيانها رقم {number} إنّ أعمال الحيّ تتقدّم كما خُطّط لها منذ بداية العام.\n\n{tail}"


def questions(number: int) -> str:
    """A column whose heading stands in the middle more often than at the end."""
    answers = [
        f"جواب القارئ {'ابتثجحخدذرزسشصضطظعغفقكلم'[n]} في العدد {number} طويل كما في كلّ عدد."
        for n in range(24)
    ]
    answers.insert(9 if number % 3 else 23, "سؤال وجواب")
    return "\n".join(f"{line} {number * 7919}" if "جواب القارئ" in line else line for line in answers)


def test_what_recurs_at_the_end_is_cut() -> None:
    texts = [page(n, f"عدد اليوم: {n} - صوت المرسى منذ 1962") for n in range(20)]
    rule = recurring_rule(texts, SOURCE, "recurs")
    assert rule
    assert rule.source == SOURCE
    found = RawArticle(
        page(77, "عدد اليوم: 9 - صوت المرسى منذ 1962"), {"title": "بيان جديد", "source": SOURCE}
    )
    assert [piece.role for piece in clean(found, rules.load().plus([rule])).pieces] == [
        "body",
        "blank",
        "boilerplate",
    ]


def test_what_is_rare_or_inside_or_a_dateline_is_kept() -> None:
    assert recurring_rule([page(n, "نهاية" if n < 5 else "") for n in range(200)], SOURCE, "recurs") is None
    assert recurring_rule([questions(n) for n in range(60)], SOURCE, "recurs") is None
    assert recurring_rule([f"الرياض - رويترز\n{page(n)}" for n in range(20)], SOURCE, "recurs") is None


def test_no_texts_give_no_rule() -> None:
    assert recurring_rule([], SOURCE, "recurs") is None
