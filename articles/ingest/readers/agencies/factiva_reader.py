"""Articles of the news database Factiva, exported as text: fields behind labels of two or three letters.

The labels are those of its «full article plus indexing»: ``HD`` headline, ``BY`` byline, ``PD`` date, ``SN``
source, ``LP`` lead paragraph, ``TD`` text. An article begins with ``SE`` or ``HD`` and ends with ``AN``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect.encoding import lines
from articles.ingest.detect.factiva import LABEL
from articles.ingest.problems import guarded, too_large
from articles.ingest.types import ImportProblem, Input, RawArticle

_FIELDS: Final = {
    "HD": "title",
    "BY": "authors",
    "PD": "published",
    "SN": "source",
    "SE": "section",
    "CR": "agency",
}
_TEXTS: Final = ("LP", "TD")
_TOPIC: Final = re.compile(r"\w+ : ([^|]+)")  # gpol : Domestic Politics | gdip : International Relations

Values = dict[str, list[str]]


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Article by article: memory does not grow with the file."""
    values: Values = {}
    label, begun, size, encoding = "", 0, 0, ""
    for line in lines(source):
        if isinstance(line, ImportProblem):
            yield line
            continue
        number, text, encoding = line
        found = LABEL.fullmatch(text.rstrip())
        if found and (found[1] in values or "AN" in values):
            yield guarded(source, begun, _article, values, begun, encoding)
            values, size = {}, 0
        if found:
            begun = begun if values else number
            label = found[1]
            values[label] = []
        size += len(text)
        if size > source.limits.document_size:
            yield too_large(source, "document_size", begun)
            return
        if label:
            values[label].append((found[2] or "") if found else text)
    if values:
        yield guarded(source, begun, _article, values, begun, encoding)


def _article(values: Values, line: int, encoding: str) -> RawArticle:
    stated = {field: " ".join(" ".join(values.get(label, ())).split()) for label, field in _FIELDS.items()}
    stated["tags"] = "\n".join(topic.strip() for topic in _TOPIC.findall(" ".join(values.get("NS", ()))))
    text = "\n\n".join("\n".join(values[label]).strip() for label in _TEXTS if label in values)
    return RawArticle(
        text, {name: value for name, value in stated.items() if value}, line=line, encoding=encoding
    )
