"""Editions in TEI, as projects publish old newspapers: every article of an issue, or the whole text.

The date is that of what is edited, not of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from articles.ingest.problems import guarded, problem
from articles.ingest.readers._markup import Block, blocks, parse, text_and_marks
from articles.ingest.readers._xml import (
    all_named,
    children,
    document,
    first_text,
    lines,
    local,
    markup_of,
    text_of,
)
from articles.ingest.types import ImportProblem, Input, RawArticle

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_ARTICLES: Final = frozenset({"article", "item", "news", "letter", "poem", "verse"})
_DATES: Final = ("when", "notBefore", "from", "when-iso")
_AROUND: Final = ("note", "fw", "figDesc", "bibl", "pb")  # notes of the edition, running heads
_DEPTH: Final = 60  # of parts in parts


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    root = document(source)
    if isinstance(root, ImportProblem):
        yield root
        return
    number = 0
    for edition in [root] if local(root) != "teiCorpus" else children(root, "TEI", "TEI.2"):
        stated = _stated_fields(edition)
        texts = [body for text in children(edition, "text") for body in all_named(text, "body")]
        divisions = [found for body in texts for found in _articles(body, _DEPTH)]
        for division in divisions or texts:
            number += 1
            yield guarded(source, number, _article, division, stated, number)
    if not number:
        yield problem(source, "no_text")


def _articles(element: Element, depth: int) -> Iterator[Element]:
    """The outermost parts that are articles; what a section says of its kind is of its parts."""
    for child in element if depth else ():
        kinds = {child.get("type", ""), child.get("subtype", "")}
        if local(child).startswith("div") and kinds & _ARTICLES:
            yield child
        elif local(child).startswith("div"):
            yield from _articles(child, depth - 1)


def _article(division: Element, edition: dict[str, str], number: int) -> RawArticle:
    names = [text_of(line) for line in (*children(division, "byline"), *children(division, "docAuthor"))]
    own = {
        "title": "\n".join(map(text_of, children(division, "head")[:1])),
        "authors": lines(iter(names)),
        "published": _date(children(division, "dateline")),
    }
    stated = edition | {name: value for name, value in own.items() if value}
    text, marks = text_and_marks(_blocks(division))
    return RawArticle(text, stated, marks, line=number)


def _blocks(division: Element) -> list[Block]:
    """The text without its title and byline, which are fields, and without notes of the edition."""
    title = children(division, "head")[:1]
    fields = {*title, *children(division, "byline", "docAuthor")}
    for parent in list(division.iter()):
        _prune(parent, {child for child in parent if child in fields or local(child) in _AROUND})
    for head in all_named(division, "head"):
        head.tag = "h2"
    root = parse(markup_of([division]))
    return list(blocks(root)) if root is not None else []


def _prune(parent: Element, unwanted: set[Element]) -> None:
    """Take children out, and leave the text behind them."""
    if not unwanted:
        return
    texts: list[list[str]] = [[parent.text or ""]]  # before the first child that stays, then behind each
    left: list[Element] = []
    for child in parent:
        if child in unwanted:
            texts[-1].append(child.tail or "")
        else:
            left.append(child)
            texts.append([child.tail or ""])
    parent[:] = left
    parent.text, *tails = map("".join, texts)
    for child, tail in zip(left, tails, strict=True):
        child.tail = tail


def _stated_fields(edition: Element) -> dict[str, str]:
    header = next(iter(children(edition, "teiHeader")), Element("teiHeader"))
    sources = list(all_named(header, "sourceDesc"))
    titles = list(all_named(header, "titleStmt"))
    published = list(all_named(header, "publicationStmt"))
    text = next(iter(children(edition, "text")), Element("text"))
    journals = (
        title for each in sources for title in all_named(each, "title") if title.get("level") in {"j", "s"}
    )
    stated = {
        "title": next((first_text(each, "title") for each in titles), ""),
        "authors": lines(text_of(name) for each in titles for name in children(each, "author")),
        "source": next(map(text_of, journals), "")
        or next((first_text(each, "publisher") for each in published), ""),
        "published": _date(sources) or _date(published),
        "tags": lines(
            text_of(item) for each in all_named(header, "keywords") for item in all_named(each, "term")
        ),
        "language": (edition.get(_LANGUAGE) or text.get(_LANGUAGE) or "").partition("-")[0],
    }
    return {name: value for name, value in stated.items() if value}


def _date(elements: list[Element]) -> str:
    """The first date in them: as its attributes say it, else in words."""
    found = [date for each in elements for date in all_named(each, "date", "docDate")]
    said = (date.get(name, "") for date in found for name in _DATES)
    return next(filter(None, said), "") or next(filter(None, map(text_of, found)), "")
