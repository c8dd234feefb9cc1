"""XML of no standard: records whose elements are named as columns are (Headline, Text, Date)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException

from articles.ingest.detect.columns import field_of
from articles.ingest.detect.encoding import open_stream
from articles.ingest.problems import guarded, problem
from articles.ingest.readers._records import record
from articles.ingest.readers._xml import local, walk
from articles.ingest.types import ImportProblem, Input, RawArticle


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    """Record by record, each forgotten when it is read."""
    number = 0
    try:
        with open_stream(source) as stream:
            for event, element, holder in walk(stream):
                if event == "end" and _is_record(element):
                    number += 1
                    yield guarded(source, number, _article, element, number)
                    if holder is not None:
                        holder.remove(element)
    except DefusedXmlException:
        yield problem(source, "entities")
        return
    except (ParseError, LookupError) as error:
        yield problem(source, "bad_xml", why=error)
        return
    if not number:
        yield problem(source, "unknown_xml")


def _is_record(element: Element) -> bool:
    names = {_name(child) for child in element}
    fields = {field for name in names if (field := field_of(name))}
    return ("text" in fields or "introtext" in names) and len(fields) > 1


def _name(element: Element) -> str:
    """An element's name, or what it says that its value is called: ``<field name="title">`` of databases and
    of Solr."""
    return element.get("name") or local(element)


def _article(element: Element, number: int) -> RawArticle:
    values: dict[str, list[str]] = {}
    for child in element:
        inner = list(child) if not (child.text or "").strip() and local(child) == "arr" else [child]
        values.setdefault(_name(child), []).extend("".join(each.itertext()) for each in inner)
    return record(
        {name: found[0] if len(found) == 1 else found for name, found in values.items()}, line=number
    )
