"""Collections of news for research as SGML: ``<DOC id="…"> … </DOC>`` one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from articles.ingest.detect.encoding import lines
from articles.ingest.problems import guarded, problem, too_large
from articles.ingest.readers._markup import fragment
from articles.ingest.types import ImportProblem, Input, RawArticle

_BEGIN: Final = re.compile(r"<DOC\b([^>]*)>", re.I)
_END: Final = re.compile(r"</DOC>", re.I)
_ID: Final = re.compile(r"\b(?:id|docid)\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_DATE: Final = re.compile(r"(?<!\d)((?:19|20)\d{6})(?!\d)")
_FIELDS: Final = {
    "title": ("HEADLINE", "TITLE", "HL"),
    "dateline": ("DATELINE",),
    "authors": ("AUTHOR", "BYLINE"),
    "published": ("DATE", "DATE_TIME", "DATETIME"),
    "section": ("CATEGORY", "SECTION"),
    "source": ("SOURCE",),
    "url": ("URL",),
}
_TEXTS: Final = ("TEXT", "BODY", "CONTENT")


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Document by document: memory does not grow with the file."""
    document: list[str] = []
    begun = size = 0
    for line in lines(source):
        if isinstance(line, ImportProblem):
            yield line
            continue
        number, text, encoding = line
        if not document and not _BEGIN.search(text):
            continue
        begun = begun or number
        document.append(text)
        size += len(text)
        if size > source.limits.document_size:
            yield too_large(source, "document_size", begun)
            return
        if _END.search(text):
            yield guarded(source, begun, _article, "\n".join(document), begun, encoding)
            document, begun, size = [], 0, 0
    if document:
        yield problem(source, "cut_item", begun)


def _article(document: str, line: int, encoding: str) -> RawArticle:
    stated = {name: _inner(document, *tags) for name, tags in _FIELDS.items()}
    begin = _BEGIN.search(document)
    name = _ID.search(begin[1] if begin else "")
    number = name[1] if name else _inner(document, "DOCNO", "DOCID")
    if not stated["published"] and (found := _DATE.search(number)):
        stated["published"] = found[1]
    text = next(filter(None, (_raw(document, tag) for tag in _TEXTS)), "")
    words, marks = fragment(text if re.search("<P>", text, re.I) else text.replace("\n", "<br>"))
    return RawArticle(
        words, {key: value for key, value in stated.items() if value}, marks, line, encoding=encoding
    )


def _raw(document: str, tag: str) -> str:
    begin = re.search(rf"<{tag}\b[^>]*>", document, re.I)
    # Two looks, not one pattern: that would look for the end from every beginning.
    end = re.compile(rf"</{tag}>", re.I).search(document, begin.end()) if begin else None
    return document[begin.end() : end.start()] if begin and end else ""


def _inner(document: str, *tags: str) -> str:
    """The text of the first of several elements, on one line."""
    texts = (" ".join(re.sub("<[^>]*>", " ", _raw(document, tag)).split()) for tag in tags)
    return next(filter(None, texts), "")
