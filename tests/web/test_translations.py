"""The interface in English: complete, and with the same blanks to fill as the Arabic."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from articles.ingest.clean.rules import parse
from articles.ingest.problems import WORDS
from articles.ingest.reading import read

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "articles/locale/en/LC_MESSAGES/django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w+\}")
MARKERS = {"_", "gettext", "gettext_lazy"}


def in_python(path: Path) -> set[str]:
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in MARKERS
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def in_template(path: Path) -> set[str]:
    source = templatize(path.read_text("utf-8"))
    return {
        ast.literal_eval(text).replace("%%", "%")
        for text in re.findall(r"""(?<!p)gettext\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""", source)
    }


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_every_text_of_the_interface_has_its_english(english):
    python = [path for path in (ROOT / "articles").rglob("*.py") if "migrations" not in path.parts]
    templates = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.xml")]
    texts = set().union(*map(in_python, python), *map(in_template, templates))
    assert len(texts) > 200
    assert {text for text in texts if not english.get(text)} == set()


def test_what_ingest_says_of_files_and_lines_has_its_english(english):
    texts = {text for words in WORDS.values() for text in words}
    for page in sorted((ROOT / "tests/data/pages").glob("*.txt")):
        for draft in read(page):
            texts |= {line.reason for line in draft.lines if line.reason} | set(draft.notes)
    shipped = ROOT / "articles/ingest/rules"
    texts |= {rule.reason for file in shipped.glob("*.toml") for rule in parse(file.read_text("utf-8"), "")}
    assert {text for text in texts if not english.get(text)} == set()


def test_translations_keep_the_placeholders(english):
    wrong = {
        arabic: text
        for arabic, text in english.items()
        if sorted(PLACEHOLDER.findall(arabic)) != sorted(PLACEHOLDER.findall(text))
    }
    assert wrong == {}


@pytest.mark.django_db
def test_a_page_in_english_says_nothing_in_arabic_of_its_own(client):
    client.cookies["django_language"] = "en"
    html = client.get("/help").content.decode()
    own = re.sub(r'(?s)<(head|bdi).*?</\1>|lang="ar">[^<]*|«[^»]*»|[١٢٣]', "", html)
    assert re.findall(r"[\u0621-\u064a]+", own) == []
