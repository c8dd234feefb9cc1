"""XML from strangers: entities and external files are refused, names are compared without namespaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Literal
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException, ElementTree

from articles.ingest.problems import problem
from articles.ingest.types import ImportProblem, Input

Event = Literal["start", "end"]


def parse(stream: IO[bytes]) -> Element:
    """The root of a document. Raises ``defusedxml.DefusedXmlException`` and ``ElementTree.ParseError``."""
    try:
        root: Element = ElementTree.parse(stream).getroot()
    except LookupError as error:  # an encoding that nobody knows
        raise ParseError(str(error)) from None
    return root


def document(source: Input) -> Element | ImportProblem:
    """The root of a file that is one document, or why it cannot be read."""
    try:
        with source.path.open("rb") as stream:
            return parse(stream)
    except DefusedXmlException:
        return problem(source, "entities")
    except ParseError as error:
        return problem(source, "bad_xml", why=error)


def walk(stream: IO[bytes]) -> Iterator[tuple[Event, Element, Element | None]]:
    """Each element as it begins and as it ends, with the one that holds it; nothing holds the root.

    A reader that is done with an element removes it from its holder: an element that is only emptied
    stays in the document, some 90 bytes for each entry of a feed. Raises what :func:`parse` raises.
    """
    above: list[Element] = []
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):
        if event == "end":
            above.pop()
        yield event, element, above[-1] if above else None
        if event == "start":
            above.append(element)


def local(element: Element) -> str:
    """The name without its namespace: ``creator`` for ``dc:creator``."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def all_named(element: Element, *names: str) -> Iterator[Element]:
    """All elements below that have one of the names."""
    return (child for child in element.iter() if local(child) in names)


def children(element: Element, *names: str) -> list[Element]:
    """The direct children that have one of the names."""
    return [child for child in element if local(child) in names]


def text_of(element: Element | None) -> str:
    """All text in an element, with single spaces."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def first_text(element: Element, *names: str) -> str:
    """The text of the first element below that has one of the names and any text; names in their order."""
    found = (text_of(child) for name in names for child in all_named(element, name))
    return next(filter(None, found), "")


def markup_of(elements: Iterable[Element]) -> str:
    """Elements as HTML, without namespaces, which would hide them."""
    found = []
    for element in elements:
        for child in element.iter():
            child.tag = local(child)
        found.append(tostring(element, encoding="unicode"))
    return "".join(found)


def lines(values: Iterator[str]) -> str:
    """Several values as lines, each once."""
    return "\n".join(dict.fromkeys(filter(None, values)))
