"""RSS (0.9 to 2.0, RDF too) and Atom files: every entry is an article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from articles.ingest.detect.encoding import open_stream
from articles.ingest.problems import problem
from articles.ingest.readers._markup import fragment, has_tags
from articles.ingest.readers._xml import children, lines, local, markup_of, text_of
from articles.ingest.types import ImportProblem, Input, RawArticle

_ENTRIES: Final = {"item", "entry"}
_BODIES: Final = ("encoded", "content", "description", "summary", "fulltext")  # the fullest first
_FIELDS: Final = {
    "title": ("title",),
    "published": ("pubDate", "published", "date", "issued", "created", "updated"),
    "section": ("section",),
    "source": ("source",),
}


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Entry by entry, each forgotten when it is read: memory does not grow with the feed."""
    feed = ""
    number = 0
    try:
        with open_stream(source) as stream:
            for event, element in ElementTree.iterparse(stream, events=("start", "end")):
                name = local(element)
                if event == "end" and name == "title" and not number:
                    feed = feed or text_of(element)  # the feed's own title comes before its entries
                if name in _ENTRIES and event == "start":
                    number += 1
                elif name in _ENTRIES:
                    yield _found(element, feed, number)
                    element.clear()
    except DefusedXmlException:
        yield problem(source, "entities")
    except ParseError as error:
        yield problem(source, "bad_xml", why=error)


def _found(entry: Element, feed: str, number: int) -> RawArticle:
    stated = {field: _first(entry, *names) for field, names in _FIELDS.items()}
    stated["source"] = stated["source"] or feed
    stated["url"] = _link(entry)
    stated["authors"] = lines(_people(entry))
    stated["tags"] = lines(
        child.get("term") or text_of(child) for child in children(entry, "category", "subject")
    )
    body = max((_markup(child) for name in _BODIES for child in children(entry, name)), key=len, default="")
    text, marks = fragment(body) if has_tags(body) else (body, {})
    stated = {name: value for name, value in stated.items() if value}
    return RawArticle(text=text, stated_fields=stated, marks=marks, line=number)


def _first(entry: Element, *names: str) -> str:
    return next((text for name in names for child in children(entry, name) if (text := text_of(child))), "")


def _people(entry: Element) -> Iterator[str]:
    for person in children(entry, "creator", "author"):
        names = children(person, "name")
        yield text_of(names[0]) if names else text_of(person)


def _link(entry: Element) -> str:
    links = children(entry, "link")
    for link in links:
        if link.get("rel", "alternate") == "alternate" and (address := link.get("href") or text_of(link)):
            return address
    return next(
        (text for child in children(entry, "guid", "id") if (text := text_of(child)).startswith("http")), ""
    )


def _markup(element: Element) -> str:
    """HTML as it stands in the text, or as elements of the feed itself (Atom's ``type="xhtml"``)."""
    if len(element):
        return markup_of(element)
    return element.text or ""
