"""RSS (0.9 to 2.0, RDF too), Atom, and exports of WordPress, which are RSS: every entry is an article.

A feed that is well-formed XML is read entry by entry, and memory does not grow with it. One that is not, or
that lies about its encoding, is mended and read again as a whole; its articles say so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException

from articles.ingest.detect.encoding import open_stream
from articles.ingest.problems import guarded, problem
from articles.ingest.readers._xml import walk
from articles.ingest.readers.web._feed_entries import Channel, article, kind_of
from articles.ingest.readers.web._mended_xml import lies_about_encoding, mended
from articles.ingest.types import ImportProblem, Input, RawArticle


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    number = 0
    error: Exception | None = None
    if not lies_about_encoding(source):
        try:
            for number, channel, entry in _streamed(source):
                yield from _article(source, entry, channel, number)
            return
        except DefusedXmlException:
            yield problem(source, "entities")
            return
        except (ParseError, UnicodeError, LookupError) as raised:
            error = raised
    yield from _mended(source, number, error)


def _streamed(source: Input) -> Iterator[tuple[int, Channel, Element]]:
    """The entries with their number and what has been said of the feed before them."""
    channel = Channel()
    number = depth = 0
    with open_stream(source) as stream:
        for event, element, holder in walk(stream):
            is_entry = kind_of(element) == "entry"
            if event == "start":
                depth += is_entry
                if not depth:
                    channel.begin(element)
            elif is_entry:
                depth -= 1
                number += 1
                yield number, channel, element
                if holder is not None:
                    holder.remove(element)
            elif not depth:
                channel.take(element)


def _mended(source: Input, done: int, error: Exception | None) -> Iterator[RawArticle | ImportProblem]:
    """The entries after the first ``done``, by a parser that goes on after errors."""
    if source.path.stat().st_size > source.limits.document_size:
        yield problem(source, "bad_xml", why=error or "encoding")
        return
    tree = mended(source)
    if tree is None:
        yield problem(source, "bad_xml", why=error or "no elements")
        return
    channel = Channel()
    number = 0
    for element in _outside_entries(tree.root):
        if kind_of(element) == "entry":
            number += 1
            if number > done:
                yield from map(_noted, _article(source, element, channel, number))
        else:
            channel.begin(element)
            channel.take(element)
    if tree.is_cut or not number:
        yield problem(source, "bad_xml", why=error or "no entries")


def _noted(item: RawArticle | ImportProblem) -> RawArticle | ImportProblem:
    if isinstance(item, ImportProblem):
        return item
    return dataclasses.replace(item, warnings=(*item.warnings, "mended_feed"))


def _outside_entries(element: Element) -> Iterator[Element]:
    """Elements in order, entries among them, without those inside entries."""
    yield element
    if kind_of(element) != "entry":
        for child in element:
            yield from _outside_entries(child)


def _article(
    source: Input, entry: Element, channel: Channel, number: int
) -> Iterator[RawArticle | ImportProblem]:
    if item := guarded(source, number, article, source, entry, channel, number):
        yield item
