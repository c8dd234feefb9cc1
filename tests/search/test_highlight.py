from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.highlight.matcher import HitMatcher, marked_forms
from articles.search.highlight.snippets import highlight, snippet
from articles.search.types import And, Fuzzy, Node, Not, Or, Pattern, Phrase
from tests.search.queries import all_of, phrase, word


def marked(text: str, node: Node, analyzer: Analyzer) -> list[str]:
    return [text[span.start : span.end] for span in highlight(text, HitMatcher(node, analyzer))]


def test_marks_the_original_spelling_whole(analyzer: Analyzer) -> None:
    text = "رحّبت الوفود، وللقوّات تحية؛ «والقـوات» باقية."
    assert marked(text, all_of("القوات", analyzer), analyzer) == ["وللقوّات", "والقـوات"]


def test_marks_the_words_of_phrases_patterns_and_slips(analyzer: Analyzer) -> None:
    text = "قالت بلدية النخيل إن مهرجان التمور بدأ"
    nodes = (phrase("بلدية النخيل", analyzer), Pattern("مهر*"), Fuzzy("التمود"))
    assert marked(text, Or(nodes), analyzer) == ["بلدية", "النخيل", "مهرجان", "التمور"]


def test_marks_nothing_that_was_excluded(analyzer: Analyzer) -> None:
    assert marked("مهرجان التمور", Not(word("التمور", analyzer)), analyzer) == []


def test_typed_harakat_choose_the_word(analyzer: Analyzer) -> None:
    typed = word("كُتب", analyzer, layers=("surface",), vocalised="كُتب")
    assert marked("كَتَبَ ثم كُتِبَ", typed, analyzer) == ["كُتِبَ"]


def test_snippet_shows_where_most_words_stand(analyzer: Analyzer) -> None:
    filler = "كلام عادي لا صلة له بالسؤال. " * 30
    text = f"## عنوان فرعي\n\nالجسر وحده هنا. {filler}ثم افتتح الرئيس الجسر القديم قرب البحيرة. {filler}"
    pieces = snippet(text, HitMatcher(all_of("الجسر البحيرة", analyzer), analyzer), width=120)
    assert [piece.text for piece in pieces if piece.mark] == ["الجسر", "البحيرة"]
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert shown[2:-2] in text
    assert 90 < len(shown) < 130


def test_snippet_shows_one_spelling_of_a_name_as_soon_as_all(analyzer: Analyzer) -> None:
    """The first place that has every word of the query will do, in whichever spelling."""
    filler = "كلام عادي. " * 40
    text = f"أغلق سوبرماركت الحي أمس. {filler} أغلق سوبر ماركت، وهو سوبرماركت قديم، في الحي."
    spellings = Or((word("سوبرماركت", analyzer), phrase("سوبر ماركت", analyzer)))
    hits = HitMatcher(And((spellings, word("الحي", analyzer))), analyzer)
    marked = [piece.text for piece in snippet(text, hits, width=120) if piece.mark]
    assert marked == ["سوبرماركت", "الحي"]


def test_snippet_without_a_hit_is_the_beginning(analyzer: Analyzer) -> None:
    text = "## عنوان فرعي\n\nبداية  الخبر\nوبقيته " + "كلمة " * 100
    pieces = snippet(text, HitMatcher(all_of("غائبة", analyzer), analyzer), width=40)
    assert "".join(piece.text for piece in pieces).startswith("عنوان فرعي بداية الخبر وبقيته كلمة")
    assert not any(piece.mark for piece in pieces)


@pytest.mark.parametrize("text", ["", "   ", "الجسر", "ك" * 1000])
def test_snippet_of_odd_texts(text: str, analyzer: Analyzer) -> None:
    pieces = snippet(text, HitMatcher(all_of("الجسر", analyzer), analyzer))
    assert "".join(piece.text for piece in pieces).strip(" …") in text


@pytest.mark.parametrize(("before", "shown"), [(3_000, True), (30_000, False)])
def test_snippet_looks_for_a_better_place_near_the_first_hit(
    before: int, shown: bool, analyzer: Analyzer
) -> None:
    filler = "كلام عادي. " * (before // 11)
    text = f"الجسر وحده هنا. {filler} افتتح الرئيس الجسر القديم قرب البحيرة."
    pieces = snippet(text, HitMatcher(all_of("الجسر البحيرة", analyzer), analyzer), width=120)
    assert ("البحيرة" in [piece.text for piece in pieces if piece.mark]) == shown


@pytest.mark.parametrize(("before", "shown"), [(80_000, True), (120_000, False)])
def test_snippet_of_a_book_is_where_its_first_part_has_a_hit(
    before: int, shown: bool, analyzer: Analyzer
) -> None:
    text = "كلام عادي. " * (before // 11) + "افتتح الرئيس الجسر."
    pieces = snippet(text, HitMatcher(all_of("الجسر", analyzer), analyzer), width=120)
    assert any(piece.mark for piece in pieces) == shown


def test_a_whole_short_text_is_kept(analyzer: Analyzer) -> None:
    text = "افتتاح الجسر القديم"
    pieces = snippet(
        text,
        HitMatcher(Phrase(all_of("الجسر القديم", analyzer).nodes), analyzer),  # type: ignore[arg-type]
        width=len(text) + 1,
    )
    assert [(piece.text, piece.mark) for piece in pieces] == [
        ("افتتاح ", False),
        ("الجسر", True),
        (" ", False),
        ("القديم", True),
    ]


def test_a_phrase_is_marked_alone(analyzer: Analyzer) -> None:
    text = "المجلس اجتمع، ثم قال مجلس القرية إن القرية بعيدة عن مجلس آخر"
    assert marked(text, phrase("مجلس القرية", analyzer), analyzer) == ["مجلس", "القرية"]


def test_a_word_that_is_asked_for_beside_a_phrase_is_marked_anywhere(analyzer: Analyzer) -> None:
    both = Or((phrase("مجلس القرية", analyzer), word("القرية", analyzer)))
    assert marked("مجلس القرية في القرية، مجلس", both, analyzer) == ["مجلس", "القرية", "القرية"]


def test_a_phrase_across_blocks_of_a_long_text_is_marked(analyzer: Analyzer) -> None:
    text = "كلام " * 158 + "مجلس القرية " + "كلام " * 50
    for extra in range(12):
        assert marked("س " * extra + text, phrase("مجلس القرية", analyzer), analyzer) == ["مجلس", "القرية"]


def test_a_near_phrase_is_marked_where_it_is_near(analyzer: Analyzer) -> None:
    near = phrase("مجلس القرية", analyzer, slop=1)
    text = "القرية الصغيرة مجلس، وبعد كلام كثير القرية ثم كلام آخر مجلس"
    assert marked(text, near, analyzer) == ["القرية", "مجلس"]


@pytest.mark.parametrize(
    ("asked", "sign"),
    [("صلى الله عليه وسلم", "ﷺ"), ("الله", "ﷺ"), ("ريال", "﷼"), ("بسم الله الرحمن الرحيم", "﷽")],
)
def test_one_sign_that_is_several_words_is_marked_once(analyzer: Analyzer, asked: str, sign: str) -> None:
    text = f"وقف عند {sign} ثم مضى"
    hits = HitMatcher(all_of(asked, analyzer), analyzer)
    assert [piece.text for piece in snippet(text, hits)] == ["وقف عند ", sign, " ثم مضى"]


# ---- hits found quickly are those that a look at every word finds

LOOKED_FOR = "الجسر البحيرة كتاب والوزراء مبدأ 2021 و"
WORDS = st.sampled_from(
    [
        "الجسر", "جسور", "بالجسر", "الجِسْر", "الجـسر", "البحيره", "بحيرات", "كتاب", "كُتُب", "الكتب",
        "للكتّاب", "وزراء", "الوزير", "٢٠٢١", "2021", "1,250", "مكتبة", "من", "و«كتاب»", "الـجسر", "ﷺ", "ﻛﺘﺎﺏ",
        "Bridge", "كتابx2", "x", "كتاب،", "(كتاب)", "وـ", "ـ",
        "كتاباً", "كتابًا", "الجسرُ", "البحيرةِ،", "وَ", "جسرٌx", "كتابٌ2", "كتابٍـ", "الجسرُ\u200f", "كتابّه",
        "مبدأ", "مبدأً", "مبدا\u0654", "مبدا\u064b\u0654", "مبد\u064bا\u0654ً", "كتابِگ", "وزراءٔ",
    ]
)  # fmt: skip
BLANKS = st.sampled_from([" ", "\n", "\t", "\n\n## ", "\u00a0", " - ", "، ", "/", "\u200f "])
TEXTS = st.lists(st.tuples(WORDS, BLANKS), max_size=300).map(lambda pairs: "".join(map("".join, pairs)))


def places_of_hits(text: str, node: Node, analyzer: Analyzer) -> list[tuple[int, int]]:
    """Every word of the text is analysed and compared with every form."""
    forms = marked_forms(node)
    return [
        (token.start, token.end)
        for token in analyzer.analyze(text)
        if any(getattr(token, form.layer) in form.terms for form in forms)
    ]


@given(text=TEXTS)
def test_finds_every_hit_in_its_place(analyzer: Analyzer, text: str) -> None:
    node = all_of(LOOKED_FOR, analyzer)
    found = [(start, end) for start, end, _ in HitMatcher(node, analyzer).marks(text)]
    assert found == list(dict.fromkeys(places_of_hits(text, node, analyzer)))


@given(texts=st.lists(TEXTS, min_size=1, max_size=4), width=st.integers(20, 300))
def test_snippets_are_the_same_when_an_engine_tells_the_words(
    analyzer: Analyzer, texts: list[str], width: int
) -> None:
    node = all_of(LOOKED_FOR, analyzer)
    layers = [analyzer.layers(word) for text in texts for word in analyzer.words(text)]
    spellings = {
        each.surface
        for each in layers
        for form in marked_forms(node)
        if getattr(each, form.layer) in form.terms
    }
    listed, analysed = HitMatcher(node, analyzer, spellings), HitMatcher(node, analyzer)
    for text in texts:
        assert list(listed.marks(text)) == list(analysed.marks(text))
        assert snippet(text, listed, width) == snippet(text, analysed, width)
