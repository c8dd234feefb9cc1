"""The tables of folded letters are one: each reading of text differs from it by what it says alone."""

from __future__ import annotations

import pytest

from articles.arabic.dates.grammar import plain
from articles.arabic.dates.parser import find_dates
from articles.arabic.orthography.characters import FOLDED, SPELLINGS
from articles.ingest.text import fold, fold_pattern, tokens


@pytest.mark.parametrize("letter", list(map(chr, SPELLINGS)))
def test_spellings_of_a_letter_are_one_letter_to_rules_and_fingerprints(letter):
    folded = letter.translate(FOLDED)
    assert fold(letter) == fold_pattern(letter) == folded
    assert fold(letter * 80) == folded * 80  # long texts go through another table
    assert tokens(letter) == [folded]


@pytest.mark.parametrize("letter", sorted(set(map(chr, FOLDED)) - set("ؤئ")))
def test_dates_are_read_in_the_same_letters(letter):
    assert plain(letter) == letter.translate(FOLDED)


def test_dates_keep_hamza_on_its_seat():
    assert plain("مؤ ئة") == "مؤ ئه"


def test_a_month_is_read_in_letters_of_other_languages():
    found = find_dates("نشر في 9 نوڤمبر 2021 في المدينة")
    assert [(date.date.year, date.date.month, date.date.day) for date in found] == [(2021, 11, 9)]
