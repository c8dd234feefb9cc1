"""The gate of text: what was spoilt is undone when that is sure, and refused when it is not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingest import gate
from articles.ingest.compose import compose, recompose
from articles.ingest.detect.mojibake import undo
from articles.ingest.file_names import printable_name
from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input, RawArticle
from articles.ingest.values import is_empty, unlisted

BODY = (
    "أعلن مدير مرفأ السنديان صباح الأحد أنّ السفن عادت إلى الرسو بعد العاصفة، وأنّ الرافعات تعمل كلّها.\n\n"
    "وقال في البيان إنّ الميناء سيفتح بوّاباته من السادسة، وإنّ الشاحنات ستدخل على دفعات حتّى المساء."
)
HERE = Input(Path("news.jsonl"), "news.jsonl")


def sloppily(data: bytes, encoding: str) -> str:
    """As programs decode that give every byte a character."""
    signs = (bytes([byte]).decode(encoding, "replace") for byte in data)
    return "".join(chr(byte) if sign == "\ufffd" else sign for byte, sign in zip(data, signs, strict=True))


def draft(text: str, **stated: str) -> Draft:
    made = compose(RawArticle(text, stated, line=1), HERE)
    assert isinstance(made, Draft), made
    return made


def refusal(text: str, **stated: str) -> str:
    made = compose(RawArticle(text, stated, line=1), HERE)
    assert isinstance(made, ImportProblem), made
    return made.code


@pytest.mark.parametrize(
    "wrong", ["cp1252", "latin-1", "cp1256", "cp1254", "cp1251", "mac_roman", "cp437", "cp850", "iso8859_6"]
)
def test_utf8_that_was_read_in_another_encoding(wrong: str) -> None:
    made = draft(sloppily(BODY.encode(), wrong), title=sloppily("عودة السفن".encode(), wrong))
    assert (made.title, made.body) == ("عودة السفن", BODY)
    assert "undone_mojibake" in made.warnings


@pytest.mark.parametrize("wrong", ["cp1252", "cp1256"])
def test_utf8_that_was_read_wrongly_twice(wrong: str) -> None:
    assert draft(sloppily(sloppily(BODY.encode(), wrong).encode(), wrong)).body.endswith("حتّى المساء.")


@pytest.mark.parametrize("right", ["cp1256", "iso8859_6", "mac_arabic"])
def test_arabic_of_one_byte_that_was_read_as_western(right: str) -> None:
    plain = BODY.replace("«", '"').replace("»", '"')
    assert undo(sloppily(plain.encode(right), "cp1252")) == (plain, "undone")


def test_mojibake_that_has_lost_letters_is_refused() -> None:
    spoilt = "".join(sign for sign in sloppily(BODY.encode(), "latin-1") if not "\x80" <= sign <= "\x9f")
    assert refusal(spoilt) == "mojibake"


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "L'été à Paris : «Voilà» une idée très appréciée où l'œuvre naît, ça et là.",
        "Müßiggänger überqueren die Straße, äöü ÄÖÜ.",
        "İstanbul'da çağrı yapıldı, ışık söndü.",
        "Привет, мир: это обычный текст.",
        "المادّة §٣ من القانون، و„اقتباس“ بعلامات ألمانيّة، ودرجة الحرارة ٤٠°.",
        "ظ¹ ثمّ نصّ عربيّ سليم فيه é واحدة.",
    ],
)
def test_text_in_its_right_encoding_stays(text: str) -> None:
    assert undo(text) == (text, "clean")


def test_question_marks_and_lost_letters_are_refused() -> None:
    assert refusal("???? ????? ??? ????\n\n????? ??? ????? ???? ???????? ??.") == "question_marks"
    assert refusal("أع?ن مد?ر مر?أ الس?ديان صبا? الأح? أنّ ا?سفن عادت") == "question_marks"
    assert refusal("\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd في \ufffd\ufffd\ufffd") == "lost_letters"
    asked = "هل عاد الصيّادون? ومتى يفتح السوق? قال المدير: غدًا. انظر https://sahel.example/?a=1&b=2"
    assert draft(asked).body == asked


def test_a_spoilt_field_is_left_out_and_the_article_goes_in() -> None:
    made = draft(BODY, title="عودة السفن", source="????? ?????")
    assert (made.title, made.source) == ("عودة السفن", "")


def test_halves_of_letters() -> None:
    made = draft(f"بداية \ud83d ثمّ \ud83d\ude00 تامّة. {BODY}", title="نصف \udfff محرف")
    assert made.title == "نصف \ufffd محرف"
    assert made.body.startswith("بداية \ufffd ثمّ 😀 تامّة.")
    assert made.warnings == ("lost_characters",)
    assert recompose(made.raw).body == made.body
    made.prepared()


@pytest.mark.parametrize("sign", ["\r", "\u2028", "\u2029", "\x0b", "\x0c", "\r\n"])
def test_every_kind_of_line_break(sign: str) -> None:
    made = draft(f"عودة السفن إلى مرفأ السنديان{sign}{sign}{BODY.replace(chr(10) * 2, sign)}")
    assert (made.title, made.body) == ("عودة السفن إلى مرفأ السنديان", BODY)


def test_controls_of_latin1_are_the_quotes_they_were() -> None:
    assert draft(f"{BODY} وختم: \x93نعم\x94\x85", title="عودة").body.endswith("“نعم”…")


def test_what_is_escaped_twice() -> None:
    made = draft(
        f"&lt;p&gt;{BODY}&lt;/p&gt;&lt;p&gt;خاتمة &amp;amp; سلام.&lt;/p&gt;", title="&amp;quot;عودة&amp;quot;"
    )
    assert made.title == '"عودة"'
    assert made.body.endswith("\n\nخاتمة & سلام.")
    assert "<p>" not in made.body


def test_letters_written_as_codes() -> None:
    made = draft(json.dumps(f"عودة السفن إلى المرفأ\n\n{BODY}").strip('"'))
    assert (made.title, made.body) == ("عودة السفن إلى المرفأ", BODY)
    assert "unescaped" in made.warnings


def test_tags_that_format_go_and_other_markup_is_text() -> None:
    assert draft(BODY, title='<span dir="rtl">عودة <b>السفن</b></span>').title == "عودة السفن"
    assert draft(BODY, title="عودة <script>alert(1)</script>").title == "عودة <script>alert(1)</script>"


@pytest.mark.parametrize(
    "nothing", ["nan", "NaN", "None", "NULL", "\\N", "[]", "{}", "N/A", "NaT", " - ", "['']"]
)
def test_words_for_nothing(nothing: str) -> None:
    assert is_empty(nothing)
    made = draft(BODY, title="عودة", source=nothing, authors=nothing, tags=nothing, published=nothing)
    assert (made.source, made.authors, made.tags, made.published) == ("", (), (), None)


@pytest.mark.parametrize(
    "written",
    [
        "['اقتصاد', 'موانئ']",
        '["اقتصاد", "موانئ"]',
        "('اقتصاد', 'موانئ')",
        "{'اقتصاد', 'موانئ'}",
        "['اقتصاد' 'موانئ']",
        "[{'name': 'اقتصاد', 'id': 4}, {'name': 'موانئ'}]",
        "{اقتصاد,موانئ}",
    ],
)
def test_lists_that_were_written_as_text(written: str) -> None:
    assert unlisted(written) == "اقتصاد\nموانئ"
    assert draft(BODY, title="عودة", tags=written).tags == ("اقتصاد", "موانئ")


@pytest.mark.parametrize(
    "text", ["[عاجل]", "(2021)", "{{قالب}}", "[1", "()", "(رويترز) - السنديان", "[" * 60_000]
)
def test_brackets_that_are_no_list(text: str) -> None:
    assert unlisted(text) in {text, ""}


def test_names_of_files_that_are_no_utf8() -> None:
    assert printable_name("خبر.txt".encode("cp1256").decode("utf-8", "surrogateescape")) == "خبر.txt"
    assert printable_name("a\ud800\n.txt").encode("utf-8")


def test_one_row_that_fails_costs_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rows.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps({"title": f"خبر {n}", "body": BODY}) + "\n" for n in range(3))
    seen = gate.admit
    monkeypatch.setattr(gate, "admit", lambda found: seen(found) if found.line != 2 else 1 / 0)
    items = list(read_here(Input(path, path.name)))
    assert [type(item) for item in items] == [Draft, ImportProblem, Draft]
    assert (items[1].code, items[1].line, items[1].whole_file) == ("failed", 2, False)
    assert "ZeroDivisionError" in items[1].values["why"]
    assert "in _composed" in items[1].traceback


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=80))
def test_any_text_passes_or_is_refused_by_name(text: str, title: str, tags: str) -> None:
    found, _code = gate.admit(RawArticle(text, {"title": title, "tags": tags}))
    for value in (found.text, *found.stated_fields.values()):
        assert value.encode("utf-8") is not None
        assert not set(value) & {"\u2028", "\u2029", "\x0b", "\x0c"}
    again, _code = gate.admit(found)
    assert again.text.encode("utf-8") is not None
