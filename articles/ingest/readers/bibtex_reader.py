"""References as BibTeX and biblatex: entries with an abstract are articles, a mere citation is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect.encoding import NotText, decode, open_stream
from articles.ingest.problems import guarded, problem
from articles.ingest.readers.ris_reader import add, article
from articles.ingest.types import ImportProblem, Input, RawArticle

_ENTRY: Final = re.compile(r"@(\w+)\s*\{\s*[^\s,{}]*\s*,")
_FIELD: Final = re.compile(r"\s*([\w-]+)\s*=\s*")
_FIELDS: Final = {
    "title": "title",
    "subtitle": "subtitle",
    "author": "authors",
    "journaltitle": "source",
    "journal": "source",
    "publisher": "source",
    "date": "published",
    "year": "published",
    "url": "url",
    "abstract": "text",
    "keywords": "tags",
}
_NOT_ENTRIES: Final = {"comment", "string", "preamble"}
_COMMANDS: Final = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}
_COMMAND: Final = re.compile("|".join(map(re.escape, _COMMANDS)) + r"|\\([$&#_%{}])|[{}]")


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    try:
        with open_stream(source) as stream:
            decoded = decode(stream.read(), source.encoding)
    except NotText as error:
        yield problem(source, error.code, **error.values)
        return
    found = False
    line, counted = 1, 0
    for entry in _ENTRY.finditer(decoded.text):
        if entry[1].lower() in _NOT_ENTRIES:
            continue
        found = True
        line, counted = line + decoded.text.count("\n", counted, entry.start()), entry.start()
        values = _values(decoded.text, entry.end())
        yield guarded(source, line, article, source, values, line, decoded.encoding)
    if not found:
        yield problem(source, "no_text")


def _values(text: str, place: int) -> dict[str, str]:
    values: dict[str, str] = {}
    while found := _FIELD.match(text, place):
        raw, place = _value(text, found.end())
        name = _FIELDS.get(found[1].lower(), "")
        for value in raw.split(" and ") if name == "authors" else [raw]:
            add(values, name, _plain(value), several={"authors"})
        while place < len(text) and text[place] in ", \t\r\n":
            place += 1
    return values


def _value(text: str, place: int) -> tuple[str, int]:
    """A value in braces, in quotes or bare, and the place after it."""
    if place < len(text) and text[place] in '{"':
        closing = '"' if text[place] == '"' else ""
        depth, end = 0, place
        while end < len(text):
            sign = text[end]
            if sign == "@" and text[end - 1] == "\n":
                break  # the next entry: this value was never closed
            if sign == "\\":
                end += 2
                continue
            depth += (sign == "{") - (sign == "}")
            if (not closing and not depth) or (closing and sign == closing and end > place and not depth):
                return text[place + 1 : end], end + 1
            end += 1
        return text[place + 1 : end], end
    bare = re.compile(r"[^,}\n]*").match(text, place)
    return (bare.group(), bare.end()) if bare else ("", place)


def _plain(value: str) -> str:
    """A value without the braces and commands of TeX."""
    return _COMMAND.sub(lambda found: _COMMANDS.get(found.group(), found[1] or ""), value).strip()
