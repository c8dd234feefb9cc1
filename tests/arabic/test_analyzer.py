"""Tokens keep their places in the original text; layers are functions of the word alone."""

from articles.arabic.analysis.analyzer import Analyzer

analyzer = Analyzer()


def test_clitics_before_a_quote_or_a_digit_are_no_words() -> None:
    assert analyzer.words("قال و”ماكنزي” وقتل27 جنديا في الـ25 من مايو") == (
        ["قال", "ماكنزي", "وقتل", "27", "جنديا", "في", "25", "من", "مايو"]
    )


def test_offsets_point_into_the_original_text() -> None:
    text = "وصلت \u202bالقوّا\u0640\u0640ت\u202c العراقيّة إلى ﺑﻐﺪﺍﺩ"
    pieces = [text[token.start : token.end] for token in analyzer.analyze(text)]
    assert pieces == ["وصلت", "القوّا\u0640\u0640ت", "العراقيّة", "إلى", "ﺑﻐﺪﺍﺩ"]


def test_a_vocabulary_may_hold_words_of_one_letter() -> None:
    assert Analyzer({"و": 3, "5": 2, "القوات": 9}).layers("و").surface == "و"
