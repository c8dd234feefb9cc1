"""What a book in EPUB says of itself: its fields, its pages in order, and its table of contents."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from articles.ingest.readers._xml import all_named, children, first_text, lines, local, parse, text_of

_CONTAINER: Final = "META-INF/container.xml"
_DEPTH: Final = 6  # of parts in the contents
_ISSUE: Final = re.compile(r"\s*[\[(،,:–—-].*$")  # behind a journal's name in the title of an issue
_PROGRAMS: Final = re.compile(r"calibre|sigil|pandoc", re.I)  # that stand where a publisher should
_PAGES: Final = frozenset({"application/xhtml+xml", "text/html"})


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the contents: the page that it is on, and the place in it, "" for the top. ``section`` is
    the entry above it; one that has others below it is a part."""

    title: str
    path: str
    anchor: str = ""
    section: str = ""
    is_part: bool = False


@dataclass(slots=True)
class Book:
    pages: list[str] = field(default_factory=list)  # paths, in the order of reading
    entries: list[Entry] = field(default_factory=list)
    stated_fields: dict[str, str] = field(default_factory=dict)


def book_in(content: Callable[[str], bytes]) -> Book:
    """The book whose files ``content`` gives by their paths, raising KeyError for one that is missing. Raises
    what :func:`articles.ingest.readers._xml.parse` raises."""
    container = _tree(content(_CONTAINER))
    root = next((each.get("full-path", "") for each in all_named(container, "rootfile")), "")
    package = _tree(content(root))
    folder = posixpath.dirname(root)
    items = {item.get("id", ""): item for item in all_named(package, "item")}
    contents = _contents(package, items)
    nav = _path(folder, contents.get("href", "")) if contents is not None else ""
    spine = [
        items[ref.get("idref", "")] for ref in all_named(package, "itemref") if ref.get("idref", "") in items
    ]
    paths = (_path(folder, item.get("href", "")) for item in spine if item.get("media-type", "") in _PAGES)
    book = Book([path for path in dict.fromkeys(paths) if path != nav], stated_fields=_stated_fields(package))
    if nav:
        try:
            tree = _tree(content(nav))
        except KeyError:
            return book
        book.entries = [*_named(tree, posixpath.dirname(nav))]
    return book


def _tree(data: bytes) -> Element:
    return parse(io.BytesIO(data))


def _path(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _contents(package: Element, items: dict[str, Element]) -> Element | None:
    """The file of the table of contents: that of EPUB 3, else that of EPUB 2."""
    for item in items.values():
        if "nav" in item.get("properties", "").split():
            return item
    named = next((spine.get("toc", "") for spine in all_named(package, "spine")), "")
    by_type = (item for item in items.values() if item.get("media-type") == "application/x-dtbncx+xml")
    return items.get(named) or next(by_type, None)


def _named(tree: Element, folder: str) -> Iterator[Entry]:
    for nav in all_named(tree, "nav"):
        kinds = " ".join(value for name, value in nav.attrib.items() if name.rpartition("}")[2] == "type")
        if "toc" in kinds.split() or not kinds:
            for listed in children(nav, "ol"):
                yield from _listed(listed, folder, "", _DEPTH)
            return
    for points in all_named(tree, "navMap"):
        yield from _points(points, folder, "", _DEPTH)


def _listed(listed: Element, folder: str, section: str, depth: int) -> Iterator[Entry]:
    for item in children(listed, "li") if depth else ():
        label = next((child for child in item if local(child) in {"a", "span"}), Element("a"))
        below = children(item, "ol")
        yield from _entry(text_of(label), label.get("href", ""), folder, section, is_part=bool(below))
        for inner in below:
            yield from _listed(inner, folder, text_of(label), depth - 1)


def _points(points: Element, folder: str, section: str, depth: int) -> Iterator[Entry]:
    for point in children(points, "navPoint") if depth else ():
        label = next((text_of(each) for each in children(point, "navLabel")), "")
        address = next((each.get("src", "") for each in children(point, "content")), "")
        below = children(point, "navPoint")
        yield from _entry(label, address, folder, section, is_part=bool(below))
        yield from _points(point, folder, label, depth - 1)


def _entry(title: str, address: str, folder: str, section: str, *, is_part: bool) -> Iterator[Entry]:
    if address:
        yield Entry(title, _path(folder, address), unquote(address.partition("#")[2]), section, is_part)


def _stated_fields(package: Element) -> dict[str, str]:
    """The fields that hold for every article. The source is the journal, not its issue nor a program."""
    data = next(iter(all_named(package, "metadata")), Element("metadata"))
    series = (
        text_of(meta) for meta in all_named(data, "meta") if meta.get("property") == "belongs-to-collection"
    )
    marked = (
        meta.get("content", "") for meta in all_named(data, "meta") if meta.get("name") == "calibre:series"
    )
    publisher = first_text(data, "publisher")
    title = first_text(data, "title")
    dates = (text_of(date) for date in all_named(data, "date") if "modification" not in date.attrib.values())
    stated = {
        "source": next(filter(None, (*series, *marked)), "")
        or ("" if _PROGRAMS.search(publisher) else publisher)
        or _ISSUE.sub("", title)
        or title,
        "published": next(filter(None, dates), ""),
        "authors": lines(map(text_of, all_named(data, "creator"))),
        "language": first_text(data, "language").partition("-")[0],
        "tags": lines(map(text_of, all_named(data, "subject"))),
    }
    return {name: value for name, value in stated.items() if value}
