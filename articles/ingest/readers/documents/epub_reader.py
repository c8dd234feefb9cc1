"""Books and issues of journals (EPUB): what the table of contents names is an article each.

A page that the contents do not name goes on with the article before it. A book without contents is an article
for each of its pages.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from articles.ingest import archives
from articles.ingest.archives import Member
from articles.ingest.problems import problem
from articles.ingest.readers._markup import Block, parse, text_and_marks
from articles.ingest.readers._places import parted
from articles.ingest.readers.documents._book import Book, Entry, book_in
from articles.ingest.readers.web.html_reader import decode_page
from articles.ingest.text import fold
from articles.ingest.types import ImportProblem, Input, RawArticle

_ENOUGH: Final = 300  # characters above the first entry of the contents, from which they are an article
_LISTED: Final = 2  # titles of other articles, from which the page of a part is a list of them
_SPOILT: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
_RIGHTS: Final = ("META-INF/encryption.xml", b"www.w3.org/2001/04/xmlenc#aes")  # of shops; fonts have another


class _Refused(Exception):
    def __init__(self, problem: ImportProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True)
class _Article:
    entry: Entry | None
    found: list[Block] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(text) for text, _ in self.found)


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    source = archives.opened(source)
    try:
        with zipfile.ZipFile(source.path) as archive:
            yield from _read(source, archive)
    except archives.TooMuch as error:
        yield error.problem
    except _Refused as error:
        yield error.problem
    except DefusedXmlException:
        yield problem(source, "entities")
    except (ParseError, KeyError, *_SPOILT) as error:
        yield problem(source, "damaged", why=error)


def _read(source: Input, archive: zipfile.ZipFile) -> Iterator[RawArticle | ImportProblem]:
    content = partial(_content, source, archive)
    name, sign = _RIGHTS
    if name in archive.NameToInfo and sign in content(name):
        yield problem(source, "encrypted")
        return
    book = book_in(content)
    titles = {fold(entry.title) for entry in book.entries}
    number = 0
    for article in _articles(source, book, archive):
        if isinstance(article, ImportProblem):
            yield article
        elif _is_article(article, titles):
            number += 1
            yield _raw(article, book, number)


def _content(source: Input, archive: zipfile.ZipFile, path: str) -> bytes:
    """A file of the book. Raises KeyError for one that it has not, _Refused for one past a limit."""
    info = archive.getinfo(path)
    found = archives.content(
        source, Member(path, info.file_size, partial(archive.open, info), packed=info.compress_size)
    )
    if isinstance(found, ImportProblem):
        raise _Refused(found)
    return found


def _articles(source: Input, book: Book, archive: zipfile.ZipFile) -> Iterator[_Article | ImportProblem]:
    """What stands between one entry of the contents and the next, over the ends of pages. A page that is
    damaged costs itself."""
    article = _Article(None)
    by_path: dict[str, list[Entry]] = {}
    for entry in book.entries:
        by_path.setdefault(entry.path, []).append(entry)
    for path in book.pages:
        entries = by_path.get(path, []) if by_path else [Entry("", path)]
        try:
            page = decode_page(_content(source, archive, path)).text
        except (_Refused, KeyError, ValueError, *_SPOILT) as error:
            known = error.problem if isinstance(error, _Refused) else None
            yield known or problem(source, "bad_record", len(book.pages), why=f"{path}: {error}")
            continue
        for found in _placed(page, entries):
            if isinstance(found, Entry):
                yield article
                article = _Article(found)
            else:
                article.found.append(found)
    yield article


def _placed(page: str, entries: list[Entry]) -> Iterator[Entry | Block]:
    """The entries and the blocks of a page, in their order. An entry whose place is missing is at the top."""
    root = parse(page)
    if root is None:
        yield from entries
        return
    named = {element.get("id") or element.get("name"): element for element in root.iter() if element.attrib}
    places = {number: named[entry.anchor] for number, entry in enumerate(entries) if entry.anchor in named}
    yield from (entry for number, entry in enumerate(entries) if number not in places)
    for found in parted(root, places):
        yield entries[found] if isinstance(found, int) else found


def _is_article(article: _Article, titles: set[str]) -> bool:
    if article.entry is None:
        return article.size >= _ENOUGH
    if not article.entry.is_part:
        return article.size > len(article.entry.title)
    listed = sum(fold(text) in titles for text, _ in article.found if text != article.entry.title)
    return listed < _LISTED and article.size >= _ENOUGH


def _raw(article: _Article, book: Book, number: int) -> RawArticle:
    found = article.found
    entry = article.entry or Entry("", "")
    stated = {**book.stated_fields, "title": entry.title, "section": entry.section}
    if not entry.title and found[0][1] == "heading":
        found = [(found[0][0], "title"), *found[1:]]
    text, marks = text_and_marks(found)
    return RawArticle(text, {name: value for name, value in stated.items() if value}, marks, line=number)
