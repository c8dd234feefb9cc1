"""The interface in English: complete, and with the same blanks to fill as the Arabic; plurals in both."""

from __future__ import annotations

import io
import re
from pathlib import Path

import django.conf
import django.contrib.admin
import django.contrib.auth
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from articles.ingest.clean.rules import parse

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "articles/locale"
ARABIC = re.compile(r"[\u0621-\u064a]+")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%[sd]|\{\w+\}")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
CALL = re.compile(r"""\b(?:p?gettext)\((?:u?"(?:[^"\\]|\\.)*"|u?'(?:[^'\\]|\\.)*'|, )+\)""")

Key = tuple[str | None, str]  # context and source text, of a plural its first form


def texts(source: str) -> set[Key]:
    """The texts to translate of a piece of Python."""
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS)
    return {(context, text if isinstance(text, str) else text[0]) for _line, text, _notes, context in found}


def in_template(path: Path) -> set[Key]:
    calls = CALL.findall(templatize(path.read_text("utf-8")))
    return {(context, text.replace("%%", "%")) for context, text in texts("\n".join(calls))}


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES/django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def english() -> dict[Key, tuple[str, ...]]:
    return {
        (message.context, message.id if isinstance(message.id, str) else message.id[0]): (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalogue("en")
        if message.id
    }


def in_the_product() -> set[Key]:
    """The texts to translate of the code, the templates and the shipped cleaning rules."""
    python = [path for path in (ROOT / "articles").rglob("*.py") if "migrations" not in path.parts]
    templates = [path for end in ("html", "xml", "txt") for path in (ROOT / "templates").rglob(f"*.{end}")]
    rules = (ROOT / "articles/ingest/rules").glob("*.toml")
    return set().union(
        *(texts(path.read_text("utf-8")) for path in python),
        *map(in_template, templates),
        ((None, rule.reason) for file in rules for rule in parse(file.read_text("utf-8"), "")),
    )


def test_every_text_of_the_interface_has_its_english_and_no_other_text_has(english):
    asked = in_the_product()
    assert len(asked) > 500
    assert {text for text in asked if not all(english.get(text, [""]))} == set()
    assert english.keys() - asked == set()


def test_translations_keep_the_placeholders(english):
    wrong = {
        arabic: forms
        for (_context, arabic), forms in english.items()
        if any(sorted(PLACEHOLDER.findall(arabic)) != sorted(PLACEHOLDER.findall(text)) for text in forms)
    }
    assert wrong == {}


def test_arabic_has_six_forms_of_every_plural(english):
    plurals = {message.id: message.string for message in catalogue("ar") if message.pluralizable}
    assert catalogue("ar").num_plurals == 6
    assert {ids for ids in plurals if len(plurals[ids]) != 6 or not all(plurals[ids])} == set()
    own = {ids[0] for ids in plurals if ARABIC.search(ids[0])}  # the others correct Django's sentences
    assert own == {text for (_, text), forms in english.items() if len(forms) > 1}


def test_sentences_of_django_that_are_corrected_are_still_its_own_and_keep_their_blanks():
    foreign = [message for message in catalogue("ar") if message.id and not ARABIC.search(str(message.id))]
    messages = [message for message in foreign if not message.context]  # others describe the API
    assert len(messages) > 40
    theirs = set()
    for app in (django.contrib.admin, django.contrib.auth, django.conf):
        with (Path(app.__file__).parent / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
            theirs |= {str(message.id) for message in read_po(file)}
    assert {str(message.id) for message in messages} - theirs == set()
    single = [message for message in messages if not message.pluralizable]
    wrong = [m.id for m in single if set(PLACEHOLDER.findall(m.string)) != set(PLACEHOLDER.findall(m.id))]
    assert wrong == []


def test_templates_and_scripts_say_nothing_in_arabic_by_themselves():
    asked = re.compile(r"(?s)\{% translate .*?%\}|\{% blocktranslate.*?endblocktranslate %\}|\{#.*?#\}")
    files = [path for path in (ROOT / "templates").rglob("*.*") if path.is_file()]
    left = {path.name: ARABIC.findall(asked.sub("", path.read_text("utf-8"))) for path in files}
    left |= {path.name: ARABIC.findall(path.read_text("utf-8")) for path in (ROOT / "static/js").iterdir()}
    assert {name: words for name, words in left.items() if words} == {}


@pytest.mark.django_db
def test_a_page_in_english_says_nothing_in_arabic_of_its_own(client):
    client.cookies["django_language"] = "en"
    html = client.get("/help").content.decode()
    own = re.sub(r'(?s)<(head|bdi).*?</\1>|lang="ar">[^<]*|«[^»]*»|[١٢٣]', "", html)
    assert ARABIC.findall(own) == []
