"""References as BibTeX and biblatex: entries with an abstract are articles, a mere citation is refused."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect.encoding import decode, open_stream
from articles.ingest.problems import guarded, problem
from articles.ingest.readers import _own_exports as own
from articles.ingest.readers.libraries.ris_reader import add, article
from articles.ingest.types import ImportProblem, Input, RawArticle

_ENTRY: Final = re.compile(r"@(\w+)\s*\{\s*([^\s,{}]*)\s*,")
_FIELD: Final = re.compile(r"\s*([\w-]+)\s*=\s*")
_FIELDS: Final = {
    "title": "title",
    "subtitle": "subtitle",
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
_AND: Final = re.compile(r"\s+and\s+")
_COMMA: Final = re.compile(r"\s*,\s*")
_COMMANDS: Final = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
}
_COMMAND: Final = re.compile("|".join(map(re.escape, _COMMANDS)) + r"|\\([$&#_%{}])|[{}]")


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    with open_stream(source) as stream:
        decoded = decode(stream.read(), source.encoding)
    found = False
    line, counted, end = 1, 0, 0
    for entry in _ENTRY.finditer(decoded.text):
        if entry[1].lower() in _NOT_ENTRIES or entry.start() < end:
            continue
        found = True
        line, counted = line + decoded.text.count("\n", counted, entry.start()), entry.start()
        raw, end = _values(decoded.text, entry.end())
        yield guarded(source, line, _article, source, entry[2], raw, line, decoded.encoding)
    if not found:
        yield problem(source, "no_text")


def _article(
    source: Input, key: str, raw: dict[str, str], line: int, encoding: str
) -> RawArticle | ImportProblem:
    authors = [_name(name) for name in _parted(raw.get("author", ""), _AND)]
    if own.KEY.fullmatch(key) and "abstract" in raw:
        keywords = [_plain(word) for word in _parted(raw.get("keywords", ""), _COMMA)]
        fields = {name: _plain(value) for name, value in raw.items()}
        found = own.own_entry(key, fields, authors, keywords)
        return dataclasses.replace(found, line=line, encoding=encoding)
    values: dict[str, str] = {"authors": "\n".join(filter(None, authors))}
    for name, value in raw.items():
        add(values, _FIELDS.get(name, ""), _plain(value), several=set())
    return article(source, values, line, encoding)


def _values(text: str, place: int) -> tuple[dict[str, str], int]:
    """The fields of an entry by their names in small letters, as TeX, and the place after them; the first of
    a name counts."""
    values: dict[str, str] = {}
    while found := _FIELD.match(text, place):
        raw, place = _value(text, found.end())
        values.setdefault(found[1].lower(), raw)
        while place < len(text) and text[place] in ", \t\r\n":
            place += 1
    return values, place


def _parted(value: str, mark: re.Pattern[str]) -> list[str]:
    """The parts of a value between marks that stand in no braces."""
    parts, begun, depth = [], 0, 0
    for found in re.compile(rf"\\.|[{{}}]|{mark.pattern}", re.DOTALL).finditer(value):
        sign = found.group()
        depth += (sign == "{") - (sign == "}")
        if not depth and mark.fullmatch(sign):
            parts.append(value[begun : found.start()])
            begun = found.end()
    return [*parts, value[begun:]]


def _name(name: str) -> str:
    """``family, forename`` in the order of speech; a name in braces is one."""
    name = name.strip()
    if name.startswith("{") and name.endswith("}"):
        return _plain(name)
    family, *rest = _parted(name, _COMMA)
    return " ".join(_plain(part) for part in (*rest[-1:], family, *rest[:-1])).strip()


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
