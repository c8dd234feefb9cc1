"""A record of a library's catalogue (MARC 21) as an article: its summary is the text, its fields the rest.

A record that is not in Latin letters has them twice: romanised in the field itself, and as they are in a
field 880 that names it. The second is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from articles.arabic.dates.parser import find_dates, parse_date
from articles.ingest.problems import problem
from articles.ingest.types import ImportProblem, Input, RawArticle

_OTHER_SCRIPT: Final = "880"
_LINK: Final = re.compile(r"(\d{3})-\d\d")
_PUNCTUATION: Final = " /:;,=.،؛\u200e\u200f"  # that cataloguers put at the end of a part
_LANGUAGES: Final = {
    "ara": "ar",
    "eng": "en",
    "fre": "fr",
    "fra": "fr",
    "per": "fa",
    "heb": "he",
    "tur": "tr",
}
_TEXTS: Final = ("520", "505", "500")  # the summary, else the contents, else notes
_DAY: Final = re.compile(r"e(\d{4})(\d\d)(\d\d)")  # in 008: a date of a day
_YEAR: Final = re.compile(r"\w((?:1[4-9]|20)\d\d)")
_YEAR_IN_TEXT: Final = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")


class Field(NamedTuple):
    """A field: its tag of three digits, and its parts, each with the letter that names it. A control field
    has one part without a letter."""

    tag: str
    parts: list[tuple[str, str]]


def article(source: Input, fields: list[Field], number: int) -> RawArticle | ImportProblem:
    """The article of a record, the ``number``-th of its file; a problem where nothing in it is a text."""
    by_tag = _by_tag(fields)
    text = next((text for tag in _TEXTS if (text := "\n".join(_said(by_tag, tag, "ab", keep=True)))), "")
    title = " ".join(_said(by_tag, "245", "anp")[:1])
    if not text:
        return problem(source, "citation", number, name=title[:100])
    people = (name for tag in ("100", "110", "700", "710") for name in _said(by_tag, tag, "a"))
    control = "".join(_said(by_tag, "008", "", keep=True)[:1])
    stated = {
        "title": title,
        "subtitle": " ".join(_said(by_tag, "245", "b")),
        "authors": "\n".join(dict.fromkeys(map(spoken_name, people))),
        "source": next(iter(_said(by_tag, "773", "t")), ""),
        "published": _published(by_tag, control),
        "tags": "\n".join(
            name for tag in ("650", "651", "653", "600", "610") for name in _said(by_tag, tag, "a")
        ),
        "url": next(iter(_said(by_tag, "856", "u", keep=True)), ""),
        "language": _LANGUAGES.get(control[35:38], ""),
    }
    return RawArticle(text, {name: value for name, value in stated.items() if value}, line=number)


def _by_tag(fields: list[Field]) -> dict[str, list[Field]]:
    """The fields by their tags; of one that stands in another script too only that."""
    linked: dict[str, list[Field]] = {}
    for field in fields:
        link = _LINK.match(dict(field.parts).get("6", "")) if field.tag == _OTHER_SCRIPT else None
        if link:
            linked.setdefault(link[1], []).append(field)
    plain: dict[str, list[Field]] = {}
    for field in fields:
        is_doubled = field.tag in linked and dict(field.parts).get("6", "").startswith(_OTHER_SCRIPT)
        if field.tag != _OTHER_SCRIPT and not is_doubled:
            plain.setdefault(field.tag, []).append(field)
    return {tag: [*linked.get(tag, []), *plain.get(tag, [])] for tag in linked.keys() | plain.keys()}


def _said(fields: dict[str, list[Field]], tag: str, letters: str, *, keep: bool = False) -> list[str]:
    """What the fields of a tag say in the parts with these letters, without a cataloguer's punctuation."""
    found = (
        " ".join(value for letter, value in field.parts if letter in letters or not (letter or letters))
        for field in fields.get(tag, [])
    )
    return [text for value in found if (text := " ".join(value.split()).strip(" " if keep else _PUNCTUATION))]


def spoken_name(name: str) -> str:
    """``الراوي، سلمى`` as people say it."""
    family, _, given = name.replace("،", ",").partition(",")
    return f"{given.strip()} {family.strip()}".strip()


def _published(fields: dict[str, list[Field]], control: str) -> str:
    """The surest date: a day in 008, one that the newspaper's issue says, a year."""
    if day := _DAY.match(control[6:]):
        return "-".join(day.groups())
    return next(_dates(fields, control), "")


def _dates(fields: dict[str, list[Field]], control: str) -> Iterator[str]:
    issues = (*_said(fields, "773", "g"), *_said(fields, "264", "c"), *_said(fields, "260", "c"))
    for text in issues:
        if find_dates(text) or parse_date(text):
            yield text
    if year := _YEAR.match(control[6:]):
        yield year[1]
    for text in issues:
        if found := _YEAR_IN_TEXT.search(text):
            yield found.group()
