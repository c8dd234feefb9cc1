"""What holds for any text at all."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.arabic.orthography.characters import HARAKAT, INVISIBLE, TATWEEL
from articles.arabic.orthography.normalizer import normalize
from articles.arabic.spelling.compound_names import cases, joined, split
from articles.arabic.spelling.spelling_variants import variants

analyzer = Analyzer()

# Arabic with everything that may stand in it, beside any text at all.
letters = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىٱپچگکیے"
arabic = st.text(
    letters + HARAKAT + TATWEEL + INVISIBLE + " \u00a0«»\"'،؛.-_/%0٣۵ﻻﷺA\u0654\u0301", max_size=60
)
any_text = st.one_of(arabic, st.text(max_size=60))
words = st.text("ابتجدرسعفقكلمنهويةىأءئؤ", min_size=1, max_size=12)


@given(any_text)
def test_spans_follow_each_other_inside_the_text(text: str) -> None:
    at, last = 0, (0, 0)
    for start, end, surface in analyzer.spans(text):
        assert at <= start < end <= len(text) or (start, end) == last  # a ligature is several words
        assert surface
        at, last = end, (start, end)


@given(any_text)
def test_spans_end_on_word_boundaries(text: str) -> None:
    def joins(place: int) -> bool:
        before, after = text[place - 1 : place], text[place : place + 1]
        return before.isalpha() and after.isalpha()

    assert not any(joins(start) or joins(end) for start, end, _ in analyzer.spans(text))


@given(any_text)
def test_surfaces_are_clean(text: str) -> None:
    for word in analyzer.words(text):
        assert analyzer.words(word) in ([word], [])  # nothing, when it is a clitic that stood alone


@given(any_text)
@example("ءؤ")
def test_layers_are_stable(text: str) -> None:
    for token in analyzer.analyze(text):
        assert normalize(token.folded) == token.folded
        assert analyzer.layers(token.surface) == token[2:]
        assert analyzer.lemma(token.stem) == token.lemma
        assert token.folded
        assert token.stem
        assert token.root


@given(words)
def test_words_of_any_letters(word: str) -> None:
    layers = analyzer.layers(word)
    assert len(layers.stem) <= len(layers.folded) + 1
    assert word not in variants(word)
    for form in cases(layers.folded):
        assert form in cases(form)
    if parts := split(layers.folded):
        assert layers.folded in joined(*parts)


@given(st.lists(words, max_size=20))
def test_words_come_back_from_their_text(text: list[str]) -> None:
    assert analyzer.words(" ".join(text)) == text
