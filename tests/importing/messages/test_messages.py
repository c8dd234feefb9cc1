"""Every code that the readers and the cleaning give has its sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from articles.importing.messages.draft_messages import cut_reason, warning_text
from articles.importing.messages.problem_messages import message

ROOT = Path(__file__).resolve().parents[3] / "articles"
VALUES = dict.fromkeys(("why", "limit", "name", "formats", "encoding", "at", "count", "pages", "names"), "x")


def nodes() -> Iterator[ast.AST]:
    """The code of the library of reading and of the importing."""
    for path in [*(ROOT / "ingest").rglob("*.py"), *(ROOT / "importing").rglob("*.py")]:
        yield from ast.walk(ast.parse(path.read_text("utf-8")))


def arguments(*names: str) -> Iterator[list[ast.expr]]:
    """The arguments of every call of a function or method with one of these names."""
    for node in nodes():
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in names:
                yield node.args


def texts(nodes: Iterable[ast.AST]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def about_warnings() -> Iterator[ast.AST]:
    """What is put into the warnings about an article, in whichever way."""
    for node in nodes():
        whole = ast.unparse(node) if isinstance(node, ast.Subscript | ast.Call) else ""
        if whole.startswith(("warnings[", "warnings.append(", "metadata.warnings.append(")):
            yield from ast.walk(node)
        if isinstance(node, ast.keyword) and node.arg == "warnings" and isinstance(node.value, ast.Tuple):
            yield from node.value.elts


def test_every_problem_has_its_sentence() -> None:
    codes = texts(code for args in arguments("problem", "ImportProblem", "_fail") for code in args[1:2])
    assert len(codes) >= 30
    for code in codes:
        assert " " in message(code, VALUES)


def test_every_reason_for_a_cut_has_its_sentence() -> None:
    codes = texts(code for args in arguments("cut") for code in args)
    roles_that_say_nothing = {"title", "subtitle", "heading", "body", "link"}
    assert len(codes) > 8
    for code in codes - roles_that_say_nothing:
        assert cut_reason(code) != code


def test_a_rule_gives_its_reason_in_its_own_words() -> None:
    assert cut_reason("شعار الصحيفة") == "شعار الصحيفة"
    assert cut_reason("") == ""


def test_every_warning_has_its_sentence() -> None:
    codes = texts(about_warnings())
    assert len(codes) > 4
    for code in codes:
        assert " " in warning_text(code)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("File is not a zip file", "ليس ملفّ zip"),
        ("Expecting value: line 3 column 5 (char 40)", "تنقصه قيمة، في السطر 3"),
        ("mismatched tag: line 12, column 2", "وسم أُغلق بغير اسمه، في السطر 12"),
        ("Compressed file ended before the end-of-stream marker was reached", "انقطع قبل آخره"),
        ("what nobody has seen before", "what nobody has seen before"),
    ],
)
def test_what_a_library_says_is_told_in_arabic(why, said):
    assert message("damaged", {"why": why}).startswith(f"الملفّ تالف أو مبتور: {said}.")
    assert message("damaged", {"why": f"\u2068{why}\u2069"}).count(said) == 1


def test_a_value_that_another_version_did_not_keep_is_left_open() -> None:
    assert "…" in message("too_large", {})


@pytest.mark.parametrize(
    "words", ["Failed to load document (PDFium: Data format error)", "File is not a zip file", "bad CRC-32"]
)
def test_what_a_library_says_in_english_is_said_in_arabic(words: str) -> None:
    assert not any(
        char.isascii() and char.isalpha()
        for char in message("damaged", {"why": words}).replace("zip", "").replace("PDF", "")
    )
