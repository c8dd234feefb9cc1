"""Texts of several articles as databases of news export them: LexisNexis (Nexis Uni too) and ProQuest.

Each writes labels in English before its fields, and a line of its own between articles; people keep them as
text, as Word or as RTF.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Final

from articles.ingest.readers.libraries._catalogue import spoken_name
from articles.ingest.types import RawArticle

_NEXIS: Final = re.compile(r"^[ \t]*End of Document[ \t]*$", re.M)
_NEXIS_SIGN: Final = re.compile(r"^[ \t]*Load-Date: ", re.M)
_LEXIS: Final = re.compile(r"^[ \t]*\d{1,5} (?:of|de) \d{1,5} DOCUMENTS?[ \t]*$", re.M)
_PROQUEST: Final = re.compile(r"^_{20,}[ \t]*$", re.M)
_PROQUEST_SIGN: Final = re.compile(r"^(?:Full text|Publication title|ProQuest document ID): ", re.M)

_LABEL: Final = re.compile(r"[ \t]*([A-Za-z][A-Za-z -]{2,28}):[ \t]*(.*)")
_HEAD: Final = {"byline": "authors", "section": "section", "dateline": "dateline", "highlight": "subtitle"}
_BEFORE_TEXT: Final = frozenset({*_HEAD, "length"})
_NEAR: Final = 6  # lines between labels of one head; further below they are text
_AFTER_TEXT: Final = re.compile(
    r"^[ \t]*(?:(?:Load-Date|Language|Publication-Type|Journal-Code|Graphic|Subject|Company|Geographic):"
    r"|Classification[ \t]*$|Notes[ \t]*$|Graphic[ \t]*$|Copyright \d{4}\b)",
    re.M | re.I,
)
_COPYRIGHT: Final = re.compile(r"copyright |all rights reserved|page \d+ of \d+$", re.I)
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b")
_FIELDS: Final = {
    "title": "title",
    "publication title": "source",
    "publication date": "published",
    "author": "authors",
    "section": "section",
    "subject": "tags",
    "publication subject": "",
    "document url": "url",
    "full text": "text",
    "abstract": "abstract",
}
_KNOWN: Final = re.compile(  # labels that end a text in ProQuest, and may stand for nothing here
    r"(?:Title|Author|Publication [a-z]+|Section|Subject|Full text|Abstract|Links"
    r"|Company / organization|Location|People|Pages|Year|ISSN|Source type|Language of publication|Copyright"
    r"|ProQuest document ID|Last updated|Database|Place of publication|Country of publication|First page"
    r"|Document (?:URL|type|feature)|Identifier / keyword|Volume|Issue|Number of pages|Publisher|Credit):"
)


def parted(found: RawArticle) -> Iterator[RawArticle]:
    """The articles of an export, numbered; any other text as it was found."""
    several = articles_of_database(found.text)
    for number, article in enumerate(several, start=1):
        yield dataclasses.replace(article, line=number, encoding=found.encoding)
    if not several:
        yield found


def articles_of_database(text: str) -> list[RawArticle]:
    """The articles of an export; none in any other text."""
    text = text.replace("\r\n", "\n")
    part: Callable[[str], RawArticle | None]
    if _NEXIS.search(text) and _NEXIS_SIGN.search(text):
        pieces, part = _NEXIS.split(text), _nexis
    elif _LEXIS.search(text[:2000]) and _NEXIS_SIGN.search(text.upper().replace("LOAD-DATE", "Load-Date")):
        pieces, part = _LEXIS.split(text), _lexis
    elif _PROQUEST.search(text) and _PROQUEST_SIGN.search(text):
        pieces, part = _PROQUEST.split(text), _proquest
    else:
        return []
    return [article for piece in pieces if (article := part(piece))]


def _article(text: str, stated: dict[str, str]) -> RawArticle | None:
    text = text.strip()
    return RawArticle(text, {name: value for name, value in stated.items() if value}) if text else None


# ---- LexisNexis ----------------------------------------------------------------------------


def _nexis(piece: str) -> RawArticle | None:
    """Title, newspaper and date on the first lines; the text between «Body» and what classifies it."""
    head, sign, rest = re.split(r"(?m)^[ \t]*(Body)[ \t]*$", f"{piece}\nBody\n", maxsplit=1)
    stated = _labelled(head)
    lines = [line for line in _plain_lines(head) if not _COPYRIGHT.search(line)]
    names = dict(zip(("title", "source", "published"), lines[-3:] if len(lines) > 3 else lines, strict=False))
    return (
        _article(_before_classification(rest.removesuffix("\nBody\n")), {**names, **stated}) if sign else None
    )


def _lexis(piece: str) -> RawArticle | None:
    """The older form: newspaper, date and title above the labels, the text below them."""
    lines = piece.split("\n")
    labels = [n for n, line in enumerate(lines) if _label(line) in _BEFORE_TEXT]
    if not labels:
        return None
    last = labels[0]
    for number in labels[1:]:
        last = number if number - last <= _NEAR else last
    end = last + 1
    while end < len(lines) and lines[end].strip():  # a label may go on over several lines
        end += 1
    head = "\n".join(lines[:end])
    above = [line for line in _plain_lines("\n".join(lines[: labels[0]])) if not _COPYRIGHT.search(line)]
    dated = next((n for n, line in enumerate(above) if _DATE.search(line)), len(above))
    stated = {
        "source": " ".join(above[:dated]),
        "published": "".join(above[dated : dated + 1]),
        "title": " ".join(above[dated + 1 :]),
        **_labelled(head),
    }
    return _article(_before_classification("\n".join(lines[end:])), stated)


def _before_classification(text: str) -> str:
    found = _AFTER_TEXT.search(text)
    return text[: found.start()] if found else text


def _label(line: str) -> str:
    found = _LABEL.match(line)
    return found[1].strip().lower() if found else ""


def _labelled(head: str) -> dict[str, str]:
    found = (_LABEL.match(line) for line in head.split("\n"))
    named = ((_HEAD.get(each[1].strip().lower(), ""), each[2].strip()) for each in found if each)
    return {field: value.partition(";")[0] for field, value in named if field}


def _plain_lines(head: str) -> list[str]:
    """The lines of a head that are no labels."""
    return [line.strip() for line in head.split("\n") if line.strip() and _label(line) not in _BEFORE_TEXT]


# ---- ProQuest ------------------------------------------------------------------------------


def _proquest(piece: str) -> RawArticle | None:
    values: dict[str, str] = {}
    field = ""
    for name, text in _labels(piece):
        field = _FIELDS.get(name, "") if name else field
        if field and (name or field in {"text", "abstract"}):
            values[field] = f"{values[field]}\n{text}" if field in values else text
    text = values.pop("text", "") or values.get("abstract", "")
    values.pop("abstract", None)
    values["authors"] = "\n".join(map(spoken_name, values.get("authors", "").split(";")))
    values["tags"] = "\n".join(tag.strip() for tag in values.get("tags", "").split(";"))
    for name in ("title", "source", "published", "section"):  # some stand twice
        values[name] = values.get(name, "").partition("\n")[0]
    return _article(text, values)


def _labels(piece: str) -> Iterator[tuple[str, str]]:
    """The lines of a document, each with its label in small letters, "" for one that goes on."""
    for line in piece.split("\n"):
        known = _KNOWN.match(line)
        yield (known.group()[:-1].lower(), line[known.end() :].strip()) if known else ("", line)
