"""References as RIS: records with a text (an abstract) are articles; a mere citation is refused by name."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect.encoding import lines
from articles.ingest.problems import guarded, problem
from articles.ingest.readers import _own_exports as own
from articles.ingest.types import ImportProblem, Input, RawArticle

_LINE: Final = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_FIELDS: Final = {
    **dict.fromkeys(("TI", "T1", "CT"), "title"),
    **dict.fromkeys(("AU", "A1", "A2"), "authors"),
    **dict.fromkeys(("T2", "JO", "JF", "JA", "PB"), "source"),
    **dict.fromkeys(("DA", "Y1", "PY"), "published"),
    **dict.fromkeys(("UR", "L2"), "url"),
    **dict.fromkeys(("AB", "N2"), "text"),
    "KW": "tags",
    "LA": "language",
}
_SEVERAL: Final = {"authors", "tags", "text"}
_END: Final = "ER"


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Record by record: memory does not grow with the file."""
    values: list[list[str]] = []  # tags and their values
    begun, encoding = 0, ""
    for line in lines(source):
        if isinstance(line, ImportProblem):
            yield line
            continue
        number, text, encoding = line
        found = _LINE.match(text)
        if found and found[1] == _END:
            if values:
                yield guarded(source, begun, _record, source, values, begun, encoding)
            values, begun = [], 0
        elif found:
            begun = begun or number
            values.append([found[1], found[2]])
        elif values:
            values[-1][1] += f"\n{text}"
    if values:  # the last one may not be ended
        yield guarded(source, begun, _record, source, values, begun, encoding)


def _record(source: Input, tags: list[list[str]], line: int, encoding: str) -> RawArticle | ImportProblem:
    by_tag: dict[str, list[str]] = {}
    for tag, value in tags:
        by_tag.setdefault(tag, []).append(value)
    if own.KEY.fullmatch(by_tag.get("ID", [""])[0]) and by_tag.get("AB"):
        return dataclasses.replace(own.own_reference(by_tag), line=line, encoding=encoding)
    values: dict[str, str] = {}
    for tag, value in tags:
        field = _FIELDS.get(tag, "")
        add(values, field, value if field == "text" else " ".join(value.split()), several=_SEVERAL)
    return article(source, values, line, encoding)


def add(values: dict[str, str], name: str, value: str, *, several: set[str]) -> None:
    """Keep the first value of a field, or all of those that may be several, as lines."""
    value = value.strip()
    if name == "authors":
        value = " ".join(part.strip() for part in reversed(value.split(",", 1)))
    if name and value and (name not in values or name in several):
        values[name] = f"{values[name]}\n{value}" if name in values else value


def article(source: Input, values: dict[str, str], line: int, encoding: str) -> RawArticle | ImportProblem:
    """The article of a reference."""
    stated = dict(values)
    text = stated.pop("text", "")
    if not text.strip():
        return problem(source, "citation", line, name=stated.get("title", "")[:100])
    return RawArticle(text, stated, line=line, encoding=encoding)
