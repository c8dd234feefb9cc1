"""Queries as people type them: what each is read as, and that no string at all is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.query.explain_match import Matcher
from articles.search.query.lexer import MAX_WORDS
from articles.search.query.parse import parse
from articles.search.types import (
    FIRST_DATE,
    LAST_DATE,
    And,
    AtLeast,
    Column,
    DateRange,
    Everything,
    Fuzzy,
    InColumn,
    Match,
    Node,
    Not,
    Nothing,
    Or,
    Pattern,
    Phrase,
    Word,
    date_range,
)

ANALYZER = Analyzer()


def shown(node: Node) -> str:
    """A tree in one line: + joins what is required, | alternatives, quotes phrases."""
    match node:
        case Word():
            return ("title:" if node.scope == "title" else "") + node.text
        case Phrase():
            return f'"{" ".join(shown(word) for word in node.words)}"' + f"~{node.slop}" * bool(node.slop)
        case And():
            return "(" + " + ".join(map(shown, node.nodes)) + ")"
        case Or():
            return "(" + " | ".join(map(shown, node.nodes)) + ")"
        case AtLeast():
            return f"{node.minimum} of ({', '.join(map(shown, node.nodes))})"
        case Not():
            return "-" + shown(node.node)
        case Pattern():
            return node.glob
        case Fuzzy():
            return f"{node.term}~{node.edits}"
        case InColumn():
            return f"{node.column}={','.join(node.values)}"
        case DateRange():
            return f"{node.first}..{node.last}"
    return type(node).__name__


def read(text: str, match: Match = "all") -> str:
    return shown(parse(text, match=match, analyzer=ANALYZER).node)


def warnings(text: str) -> dict[str, str]:
    return {warning.code: warning.value for warning in parse(text, analyzer=ANALYZER).warnings}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("جسر المدينة", "(جسر + المدينة)"),
        ("جسر جسر", "جسر"),
        ("الجسر؟", "الجسر"),
        ("الجسر،المدينة", "(الجسر + المدينة)"),
        # operators
        ("جسر أو نفق", "(جسر | نفق)"),
        ("جسر او نفق", "(جسر | نفق)"),
        ("جسر OR نفق", "(جسر | نفق)"),
        ("جسر|نفق", "(جسر | نفق)"),
        ("جسر قديم أو نفق", "((جسر + قديم) | نفق)"),
        ("(جسر أو نفق) المدينة", "((جسر | نفق) + المدينة)"),
        ("جسر -المدينة", "(جسر + -المدينة)"),
        ("جسر NOT المدينة", "(جسر + -المدينة)"),
        ('جسر -"وسط المدينة"', '(جسر + -"وسط المدينة")'),
        ("جسر -(نفق أو سد)", "(جسر + -(نفق | سد))"),
        ("-جسر", "(Everything + -جسر)"),
        ("جسر AND نفق", "(جسر + نفق)"),
        ("+جسر +نفق", "(جسر + نفق)"),
        # what is no operator
        ("جسر - نفق", "(جسر + نفق)"),
        ("جسر و نفق", "(جسر + نفق)"),
        ("جسر – نفق", "(جسر + نفق)"),
        ("جسر أو", "جسر"),
        ("أو جسر", "جسر"),
        ("أو", "أو"),
        ("not", "not"),
        # words that belong together
        ("covid-19", '"covid 19"'),
        ("F-16", '"f 16"'),
        ("السعودية-الأردن", '"السعودية الأردن"'),
        ("#جسر_المدينة_القديم", '"جسر المدينة القديم"'),
        ("#جسر", "جسر"),
        ("10:30", '"10 30"'),
        ("news.example", '"news example"'),
        ("%60", "60"),
        # patterns and fuzzy words
        ("مهرج*", "مهرج*"),
        ("*هرجان", "*هرجان"),
        ("*هرج*", "*هرج*"),
        ("مهرج** جسر", "(مهرج* + جسر)"),
        ("أهر*", "اهر*"),
        ("* جسر", "جسر"),
        ("ا*", "ا"),
        ("مهرجن~", "مهرجن~1"),
        ("مهرجن~2 جسر", "(مهرجن~2 + جسر)"),
        # fields
        ("عنوان:جسر", "title:جسر"),
        ("title:جسر", "title:جسر"),
        ('عنوان:"جسر المدينة"', '"title:جسر title:المدينة"'),
        ("عنوان:(جسر أو نفق) سد", "((title:جسر | title:نفق) + سد)"),
        ("-عنوان:جسر سد", "(سد + -title:جسر)"),
        ("مصدر:الجريدة", "source=الجريدة"),
        ('source:"وكالة الشمس"', "source=وكالة-الشمس"),
        ("مصدر:(وكالة الشمس أو القمر)", "(source=وكالة-الشمس | source=القمر)"),
        ("كاتب:سمير وسم:#حفل_كبير قسم:ثقافة", "(author=سمير + tag=حفل-كبير + section=ثقافة)"),
        ("مصدر: إغلاق الجسر", "(مصدر + إغلاق + الجسر)"),
        ("عنوان: جسر سد", "(title:جسر + سد)"),
        ("نشر عنوان: جسر", "(نشر + عنوان + جسر)"),
        ("جسر تاريخ: 2021", "(جسر + 20210000..20219999)"),
        ("مهرجن~٢", "مهرجن~2"),
        ("وقال: جسر", "(وقال + جسر)"),
        # dates
        ("تاريخ:2021-09 جسر", "(جسر + 20210900..20210999)"),
        ("تاريخ:9/9/2021", "20210909..20210909"),
        ("تاريخ:9 أيلول 2021 جسر", "(جسر + 20210909..20210909)"),
        ("جسر تاريخ:(غشت 2021)", "(جسر + 20210800..20210899)"),
        ("date:2020..2021", "20200000..20219999"),
        ("تاريخ:2021..", "20210000..99999999"),
        ("تاريخ:..2021", "1..20219999"),
        # nothing to look for
        ("", "Everything"),
        ("  \n ", "Everything"),
        ("!!! ...", "Nothing"),
        ("((", "Nothing"),
    ],
)
def test_reads(text: str, tree: str) -> None:
    assert read(text) == tree


@pytest.mark.parametrize("quotes", ['""', "“”", "””", "“„", "«»", "»«", "‹›", "„”", "„“", "„‟", '“"'])
def test_any_pair_of_quotes_makes_a_phrase(quotes: str) -> None:
    assert read(f"{quotes[0]}جسر المدينة{quotes[1]} نفق") == '("جسر المدينة" + نفق)'


@pytest.mark.parametrize(
    "text", ['"جسر المدينة', 'جسر" المدينة', "(جسر المدينة", "جسر) المدينة", "«جسر المدينة"]
)
def test_unbalanced_signs_are_noted_and_read_as_words(text: str) -> None:
    assert read(text) == "(جسر + المدينة)"
    assert set(warnings(text)) & {"unbalanced-quote", "unbalanced-bracket"}


def test_proximity() -> None:
    assert read('"جسر المدينة"~5') == '"جسر المدينة"~5'
    assert read('"جسر المدينة"~99999') == '"جسر المدينة"~50'


@pytest.mark.parametrize(
    ("text", "tree", "spared"),
    [
        ("هل أغلق الجسر في المدينة", "(أغلق + الجسر + المدينة)", "هل في"),
        ("من إلى", "(من + إلى)", None),
        ("في مصدر:الشمس", "(في + source=الشمس)", None),
        ('"من المدينة"', '"من المدينة"', None),
        ("جسر -في", "(جسر + -في)", None),
    ],
)
def test_function_words_are_required_only_when_alone(text: str, tree: str, spared: str | None) -> None:
    assert read(text) == tree
    assert warnings(text).get("not-required") == spared


def test_function_words_count_in_exact_mode() -> None:
    assert shown(parse("جسر من المدينة", mode="exact", analyzer=ANALYZER).node) == "(جسر + من + المدينة)"


@pytest.mark.parametrize(
    ("match", "text", "tree"),
    [
        ("any", "جسر نفق", "(جسر | نفق)"),
        ("any", 'جسر "نفق المدينة"', '(جسر | "نفق المدينة")'),
        ("any", "جسر نفق -سد مصدر:الشمس", "((جسر | نفق) + -سد + source=الشمس)"),
        ("any", "(جسر نفق) سد", "((جسر + نفق) | سد)"),
        ("most", "جسر", "جسر"),
        ("most", "جسر نفق", "1 of (جسر, نفق)"),
        ("most", "جسر نفق سد طريق", "2 of (جسر, نفق, سد, طريق)"),
        ("most", "جسر نفق سد -طريق", "(2 of (جسر, نفق, سد) + -طريق)"),
    ],
)
def test_match(match: Match, text: str, tree: str) -> None:
    assert read(text, match) == tree


def test_most_never_asks_for_all() -> None:
    for count in range(2, 30):
        node = parse(" ".join(f"كلمة{n}" for n in range(count)), match="most", analyzer=ANALYZER).node
        assert isinstance(node, AtLeast)
        assert count / 2 <= node.minimum < count


def test_modes_decide_by_their_layer() -> None:
    for mode, layers in {
        "exact": ["surface"],
        "normal": ["surface", "folded", "stem", "lemma"],
        "wide": ["surface", "folded", "stem", "lemma", "root"],
    }.items():
        word = parse("والمدرسة", mode=mode, analyzer=ANALYZER).node  # type: ignore[arg-type]
        assert isinstance(word, Word)
        assert [form.layer for form in word.forms] == layers


def test_quoted_words_keep_their_clitics() -> None:
    word = parse('"والمدرسة"', analyzer=ANALYZER).node
    assert isinstance(word, Word)
    assert word.forms[-1].layer == "folded"
    assert word.forms[-1].terms == ("والمدرسه",)


def test_exact_mode_keeps_typed_harakat() -> None:
    word = parse("كُتب", mode="exact", analyzer=ANALYZER).node
    assert isinstance(word, Word)
    assert (word.text, word.vocalised) == ("كتب", "كُتب")
    plain = parse("كتب", mode="exact", analyzer=ANALYZER).node
    assert isinstance(plain, Word)
    assert plain.vocalised == ""


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("عبدالكريم", '(عبدالكريم | "عبد الكريم")'),
        ("عبد الكريم", '("عبد الكريم" | عبدالكريم)'),
        ("سالم عبد الكريم", '(سالم + ("عبد الكريم" | عبدالكريم))'),
        ('"سالم عبد الكريم"', '("سالم عبد الكريم" | "سالم عبدالكريم")'),
        ("أم سالم", "(سالم | امسالم)"),
        ("آل راشد", '("آل راشد" | الراشد)'),
    ],
)
def test_compound_names_are_joined_and_apart(text: str, tree: str) -> None:
    assert read(text) == tree


def test_abu_stands_for_its_cases() -> None:
    node = parse("ابو سالم", analyzer=ANALYZER).node
    assert isinstance(node, Or)
    assert isinstance(node.nodes[0], Phrase)
    assert set(node.nodes[0].words[0].forms[1].terms) == {"ابو", "ابا", "ابي"}


def test_spelling_families_keep_clitics_and_can_be_switched_off() -> None:
    word = parse("والأميركية", analyzer=ANALYZER).node
    assert isinstance(word, Word)
    assert set(word.forms[1].terms) == {"والاميركيه", "والامريكيه"}
    word = parse("والأميركية", analyzer=ANALYZER, families=False).node
    assert isinstance(word, Word)
    assert word.forms[1].terms == ("والاميركيه",)


def test_names_are_resolved() -> None:
    def resolve(column: Column, text: str) -> tuple[str, ...]:
        return ("shams",) if (column, text) == ("source", "وكالة الشمس") else ()

    query = parse('مصدر:"وكالة الشمس" وسم:بحر', analyzer=ANALYZER, resolve=resolve)
    assert shown(query.node) == "(source=shams + tag=)"
    assert [(warning.code, warning.value) for warning in query.warnings] == [("unknown-tag", "بحر")]


def test_what_is_no_date_is_noted() -> None:
    assert read("جسر تاريخ:غدا") == "جسر"
    assert warnings("جسر تاريخ:غدا") == {"not-a-date": "غدا"}
    assert "hijri" in warnings('تاريخ:"صفر 1443"')


@pytest.mark.parametrize("length", [300, 10_000])
def test_a_pasted_page_is_cut_with_a_warning_and_read_as_words(length: int) -> None:
    page = " ".join(f"-كلمة{n}" for n in range(length))
    query = parse(page, analyzer=ANALYZER)
    assert isinstance(query.node, And)
    assert len(query.node.nodes) <= MAX_WORDS
    assert [warning.code for warning in query.warnings] == ["cut"]
    assert "-" not in shown(query.node)


def test_control_and_invisible_characters_are_cleaned() -> None:
    assert read("\u202bجسر\x00\u200f المد\u200cينة\x1f") == "(جسر + المدينة)"
    assert read("جسر \u200fأو\u200f نفق") == "(جسر | نفق)"


PLAIN = st.lists(st.sampled_from(["جسر", "الجسور", "نفق", "المدينة", "مدن", "أهل"]), min_size=1, max_size=4)


@given(PLAIN, PLAIN, PLAIN)
def test_more_words_never_match_more(asked: list[str], more: list[str], text: list[str]) -> None:
    matcher = Matcher(" ".join(text), ANALYZER)
    if matcher.matches(parse(" ".join(asked + more), analyzer=ANALYZER)):
        assert matcher.matches(parse(" ".join(asked), analyzer=ANALYZER))


SIGNS = st.sampled_from(
    [
        *'"“”«»()[]|*~-#:؟?!_+%./',
        *("أو", "OR", "NOT", "عنوان:", "مصدر:", "تاريخ:", "عبد", "أبو", "جسر", "في"),
        *("كُتب", "\x00", "\u200f", "~2", " ", " ", " ", "2021-09", "9 أيلول"),
    ]
)
ANY_TEXT = st.text() | st.lists(SIGNS, max_size=60).map("".join)


@given(ANY_TEXT, st.sampled_from(["exact", "normal", "wide"]), st.sampled_from(["all", "any", "most"]))
def test_any_string_is_a_query(text: str, mode: str, match: str) -> None:
    query = parse(text, mode=mode, match=match, analyzer=ANALYZER)  # type: ignore[arg-type]
    assert shown(query.node)
    if not text.strip():
        assert isinstance(query.node, Everything | Nothing)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("", "", DateRange()),
        ("2021-09-09", "2021-09-09", DateRange(20210909, 20210909)),
        ("2021-09", "2021-09", DateRange(20210900, 20210999)),
        ("2021-09-01", "2021", DateRange(20210900, 20219999)),  # the first day lets its month in
        ("2021-01-01", "", DateRange(20210000, LAST_DATE)),  # and that of January its year
        ("", "2021-09", DateRange(FIRST_DATE, 20210999)),  # without articles that have no date
    ],
)
def test_a_range_of_dates_of_any_precision(first: str, last: str, expected: DateRange) -> None:
    assert date_range(first, last) == expected
