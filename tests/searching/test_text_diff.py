"""What differs between two copies of a text."""

from __future__ import annotations

import pytest

from articles.indexing import runtime
from articles.searching.related.text_diff import (
    MAX_SENTENCES,
    ReadText,
    compare_lines,
    differences,
    likeness,
    read,
)

OLD = """افتُتح الجسر صباح اليوم بحضور أهل القرية. وعبره أوّل قطار في التاسعة.

## ما بعد الافتتاح

وقال د. سالم إنّ الطريق صار أقصر. وستُزرع ضفّتا النهر بالصفصاف."""
NEW = """افتتح الجسر صباح اليوم بحضور أهل القريه. وشكر المدير العمّال الذين بنوه.
وعبره أول قطار في العاشرة.

وقال د. سالم إن الطريق صار أقصر."""


def text_of(text: str) -> ReadText:
    return read(text, runtime.current_analyzer())


@pytest.fixture
def compared():
    return differences(text_of(OLD), text_of(NEW))


def texts(sentences) -> list[str]:
    return ["".join(run.text for run in sentence) for sentence in sentences]


def test_sentences_are_kept_changed_added_and_dropped(compared):
    assert [row.kind for row in compared] == ["same", "added", "changed", "dropped", "same", "dropped"]
    assert texts(compared[1].new) == ["وشكر المدير العمّال الذين بنوه."]
    assert texts(compared[3].old) == ["ما بعد الافتتاح"]
    assert texts(compared[4].old) == ["وقال د. سالم إنّ الطريق صار أقصر."]
    assert texts(compared[5].old) == ["وستُزرع ضفّتا النهر بالصفصاف."]


def test_spelling_that_search_folds_is_no_difference(compared):
    assert texts(compared[0].old) == ["افتُتح الجسر صباح اليوم بحضور أهل القرية."]
    assert texts(compared[0].new) == ["افتتح الجسر صباح اليوم بحضور أهل القريه."]


def test_the_words_that_differ_are_marked(compared):
    old, new = compared[2].old[0], compared[2].new[0]
    assert [run.text for run in old if run.differs] == ["التاسعة"]
    assert [run.text for run in new if run.differs] == ["العاشرة"]
    assert texts([new]) == ["وعبره أول قطار في العاشرة."]


def test_a_headline_with_a_word_more():
    old, new = compare_lines("خلاف السرو", "خلاف نهر السرو", runtime.current_analyzer())
    assert not any(run.differs for run in old)
    assert [run.text for run in new if run.differs] == ["نهر"]


def test_headlines_with_little_in_common_are_left_plain():
    for line in compare_lines("خلاف السرو", "موسم الصيد يبدأ", runtime.current_analyzer()):
        assert not any(run.differs for run in line)


def test_likeness_is_the_share_of_common_words():
    assert likeness(text_of(OLD), text_of(OLD)) == 1
    assert likeness(text_of(""), text_of("")) == 1
    assert 0.5 < likeness(text_of(OLD), text_of(NEW)) < 1
    assert likeness(text_of(OLD), text_of("شيء آخر تمامًا")) == 0


@pytest.mark.parametrize("text", ["", "\n\n", "##", "...", "كلمة", "a. b. c."])
def test_any_text_can_be_compared(text):
    assert all(row.kind == "same" for row in differences(text_of(text), text_of(text)))
    assert {row.kind for row in differences(text_of(OLD), text_of(text))} <= {"dropped", "changed", "added"}


def test_of_a_long_text_the_beginning_is_compared():
    long = [" ".join(f"{word} {number}." for number in range(3_000)) for word in ("ورقة", "شجرة")]
    rows = differences(*map(text_of, long))
    assert sum(len(row.old) for row in rows) == MAX_SENTENCES
