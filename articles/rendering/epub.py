"""A book (EPUB 3.3), written by hand: a page of contents, a chapter for each text, right to left where the
book is. Only the form is made here; who calls says what stands in it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Final
from xml.sax.saxutils import escape as _escape
from xml.sax.saxutils import quoteattr

from articles.rendering.text.direction import is_rtl

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z]{4})?(-[a-z]{2})?", re.IGNORECASE)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # of the files within: the same book is the same bytes

_CONTAINER: Final = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PAGE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{language}" xml:lang="{language}" dir="{direction}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>
{body}
</body>
</html>
"""
_PACKAGE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" \
xml:lang="{language}" dir="{direction}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{identifier}</dc:identifier>
<dc:title>{title}</dc:title>
<dc:language>{language}</dc:language>
{creators}<dc:publisher>{publisher}</dc:publisher>
<meta property="dcterms:modified">{modified}</meta>
<meta property="schema:accessMode">textual</meta>
<meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityFeature">structuralNavigation</meta>
<meta property="schema:accessibilityHazard">none</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
{items}</manifest>
<spine page-progression-direction="{direction}">
<itemref idref="nav"/>
{places}</spine>
</package>
"""
_STYLE: Final = """body { font-family: Amiri, "Noto Naskh Arabic", serif; line-height: 1.9; }
h1, h2 { line-height: 1.5; }
p { margin: 0 0 .8em; text-align: start; }
.about { font-size: .85em; }
nav ol { list-style: none; padding: 0; }
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """``blocks`` are paragraphs; headings within the text begin with ``## ``. ``about`` are lines under the
    title, ``address`` where the text is."""

    title: str
    subtitle: str
    about: tuple[str, ...]
    blocks: tuple[str, ...]
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Book:
    """What a book is called; ``contents`` is the heading of its first page, ``notes`` stand under it."""

    title: str
    identifier: str
    language: str
    publisher: str
    contents: str
    modified: datetime
    creators: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def write_book(out: IO[bytes], book: Book, chapters: Iterable[Chapter]) -> int:
    """Write the book; of its chapters no more than one is in memory. Returns how many there were."""
    titles: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        _put(file, "mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        _put(file, "META-INF/container.xml", _CONTAINER)
        for chapter in chapters:
            titles.append(chapter.title)
            _put(file, f"book/{_name(len(titles))}", _chapter(chapter))
        _put(file, "book/style.css", _STYLE)
        _put(file, "book/nav.xhtml", _contents(book, titles))
        _put(file, "book/package.opf", _package(book, len(titles)))
    return len(titles)


def _put(file: zipfile.ZipFile, name: str, text: str, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = method
    file.writestr(entry, text.encode())


def _name(number: int) -> str:
    return f"text{number}.xhtml"


def escape(text: str) -> str:
    """The text as XML has it, without what XML cannot hold."""
    return _escape(_NOT_XML.sub("", text))


def language_of(language: str) -> str:
    """The language as books name it; ``und`` for one that is none."""
    return language if _LANGUAGE.fullmatch(language) else "und"


def _chapter(chapter: Chapter) -> str:
    return _PAGE.format(
        language=language_of(chapter.language),
        direction=_direction(chapter.title),
        title=escape(chapter.title) or "–",
        body="\n".join(_parts(chapter)),
    )


def _parts(chapter: Chapter) -> Iterator[str]:
    yield f"<h1>{escape(chapter.title)}</h1>"
    if chapter.subtitle:
        yield f"<p><b>{escape(chapter.subtitle)}</b></p>"
    for line in chapter.about:
        yield f'<p class="about">{escape(line)}</p>'
    for block in chapter.blocks:
        is_heading = block.startswith("## ")
        name, text = ("h2", block.removeprefix("## ")) if is_heading else ("p", block)
        yield f'<{name} dir="{_direction(text)}">{escape(text)}</{name}>'
    shown = escape(chapter.address)
    address = quoteattr(_NOT_XML.sub("", chapter.address))
    yield f'<p class="about"><a href={address}><span dir="ltr">{shown}</span></a></p>'


def _direction(text: str) -> str:
    return "rtl" if is_rtl(text) else "ltr"


def _contents(book: Book, titles: list[str]) -> str:
    items = "\n".join(
        f'<li><a href="{_name(number)}" dir="{_direction(title)}">{escape(title).strip() or "–"}</a></li>'
        for number, title in enumerate(titles, start=1)
    )
    notes = "".join(f'<p class="about">{escape(note)}</p>\n' for note in book.notes)
    body = (
        f'<h1>{escape(book.title)}</h1>\n{notes}<nav epub:type="toc" id="toc">\n'
        f"<h2>{escape(book.contents)}</h2>\n<ol>\n{items}\n</ol>\n</nav>"
    )
    return _PAGE.format(
        language=language_of(book.language),
        direction=_book_direction(book),
        title=escape(book.title),
        body=body,
    )


def _book_direction(book: Book) -> str:
    return "rtl" if book.language.split("-")[0] in ("ar", "fa", "he", "ur") else _direction(book.title)


def _package(book: Book, count: int) -> str:
    numbers = range(1, count + 1)
    return _PACKAGE.format(
        language=language_of(book.language),
        direction=_book_direction(book),
        identifier=escape(book.identifier),
        title=escape(book.title).strip() or "–",
        creators="".join(
            f"<dc:creator>{escape(name)}</dc:creator>\n" for name in book.creators if escape(name).strip()
        ),
        publisher=escape(book.publisher),
        modified=book.modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        items="".join(
            f'<item id="t{n}" href="{_name(n)}" media-type="application/xhtml+xml"/>\n' for n in numbers
        ),
        places="".join(f'<itemref idref="t{n}"/>\n' for n in numbers),
    )
