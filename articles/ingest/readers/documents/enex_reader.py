"""Notebooks of Evernote (.enex): every note is an article, with the page that it was cut from."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException

from articles.ingest.detect.encoding import open_stream
from articles.ingest.problems import guarded, problem
from articles.ingest.readers._markup import fragment
from articles.ingest.readers._xml import children, first_text, lines, local, text_of, walk
from articles.ingest.types import ImportProblem, Input, RawArticle


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Note by note, each forgotten when it is read: pictures stand in them as text."""
    number = 0
    try:
        with open_stream(source) as stream:
            for event, element, holder in walk(stream):
                if event == "end" and local(element) == "note":
                    number += 1
                    yield guarded(source, number, _article, element, number)
                    if holder is not None:
                        holder.remove(element)
                elif event == "end" and local(element) == "data":
                    element.text = None
    except DefusedXmlException:
        yield problem(source, "entities")
    except (ParseError, LookupError) as error:
        yield problem(source, "bad_xml", why=error)


def _article(note: Element, number: int) -> RawArticle:
    """A note as it is stored: a page of its own within the file."""
    content = "".join(each.text or "" for each in children(note, "content"))
    text, marks = fragment(content)
    stated = {
        "title": first_text(note, "title"),
        "published": first_text(note, "created"),
        "authors": first_text(note, "author"),
        "url": first_text(note, "source-url"),
        "tags": lines(map(text_of, children(note, "tag"))),
    }
    return RawArticle(text, {name: value for name, value in stated.items() if value}, marks, line=number)
