"""Web pages: trafilatura tells the article from the page, the page's own data give the rest.

All visible text of the page is kept line by line; what trafilatura leaves out is marked as boilerplate, so
that an editor sees it beside the article.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

import trafilatura
from lxml import etree

from articles.arabic.dates.parser import find_dates
from articles.ingest.detect.encoding import Decoded, NotText, decode
from articles.ingest.names import byline
from articles.ingest.problems import problem
from articles.ingest.readers._markup import Block, blocks, parse, text_and_marks
from articles.ingest.readers.web._html_metadata import forbids_copies, metadata
from articles.ingest.readers.web._html_tables import articles_in_tables, tables
from articles.ingest.readers.web._medium_page import medium_fields
from articles.ingest.readers.web._telegram_page import messages
from articles.ingest.text import fold, whole_characters
from articles.ingest.types import ImportProblem, Input, RawArticle

log = logging.getLogger(__name__)

_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_WESTERN: Final = frozenset(
    {"", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252"}
)
_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=(?:\(\d+\))?(https?://\S+)\s*-->", re.I)
_HEAD: Final = 4096  # characters in which browsers say where a page is from
_MIN: Final = 150  # characters of an article
_LONG: Final = 80  # characters of a paragraph
_EDGE: Final = 30  # characters that tell a block by its beginning and its end


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    decoded = decode_page(source.path.read_bytes(), source.encoding)
    several = False
    for item in chain(
        messages(decoded.text, decoded.encoding),
        articles_in_tables(source, decoded.text, decoded.encoding),
    ):
        several = True
        yield item
    if not several:
        yield found_in_page(decoded) or problem(source, "no_text")


def top_rows(source: Input, count: int) -> Iterator[list[tuple[int, list[str]]]]:
    """The first rows of every table of a page, with their numbers. Raises NotText."""
    for rows in tables(decode_page(source.path.read_bytes(), source.encoding).text):
        yield list(islice(rows, count))


def decode_page(data: bytes, chosen: str = "", sent_as: str = "") -> Decoded:
    """The text of a page: UTF-8 when it is that, else what the page declares or it was ``sent_as``, else what
    it looks like. Western encodings are declared by servers that know no other: those are looked at."""
    declared = _CHARSET.search(data[:4096])
    names = (declared[1].decode("ascii", "ignore") if declared else "", sent_as)
    for encoding in () if chosen else ("utf-8", *names):
        if encoding.lower() in _WESTERN:
            continue
        try:
            return decode(data, encoding)
        except NotText:
            continue
    return decode(data, chosen)


def found_in_page(decoded: Decoded) -> RawArticle | None:
    """The article of a page, None when there is no text in it."""
    root = parse(decoded.text)
    if root is None:
        return None
    stated = {**metadata(root), **medium_fields(root)}
    if "url" not in stated and (saved := _SAVED_FROM.search(decoded.text[:_HEAD])):
        stated = {**stated, "url": saved[1]}
    warnings = ("no_archive",) if forbids_copies(root) else ()
    found = _marked(list(blocks(root)), _article(decoded.text), stated.get("title", ""))
    text, marks = text_and_marks(found)
    if not text:
        return None
    return RawArticle(text, stated, marks, encoding=decoded.encoding, warnings=warnings)


def _article(page: str) -> str:
    """The text that trafilatura takes for the article, folded."""
    try:
        document = trafilatura.bare_extraction(
            whole_characters(page),
            include_comments=False,
            include_tables=True,
            favor_recall=True,
            with_metadata=False,
        )
    except MemoryError:
        raise
    except Exception:  # a page that it cannot read is read by the rules alone
        log.exception("trafilatura failed on a page of %d characters", len(page))
        return ""
    body: etree._Element | None = getattr(document, "body", None)
    return fold(" ".join(body.itertext())) if body is not None else ""


def _marked(found: list[Block], article: str, title: str) -> list[Block]:
    """The page's blocks; those outside the article are boilerplate, but for bylines and dates at its head."""
    inside = [_is_inside(fold(text), article) for text, _ in found]
    if len(article) < _MIN and sum(len(text) for text, _ in found) > 3 * _MIN:
        return found  # the extraction has failed: rules alone will do
    first = next((n for n, own in enumerate(inside) if own and len(found[n][0]) >= _LONG), 0)
    titles = [n for n in range(first) if fold(found[n][0]) == fold(title)]
    head = range(titles[-1] if titles else first, first)
    marked: list[Block] = []
    for number, (text, role) in enumerate(found):
        own = inside[number] or number in titles or (number in head and _is_meta(text))
        marked.append((text, role if own else "boilerplate"))
    return marked


def _is_inside(folded: str, article: str) -> bool:
    """A block of the article; a link or a note in it may have been left out of the middle."""
    return folded in article or (
        len(folded) > 2 * _EDGE and folded[:_EDGE] in article and folded[-_EDGE:] in article
    )


def _is_meta(text: str) -> bool:
    return len(text) < _LONG and (bool(find_dates(text)) or byline.parse(text).sure)
