"""NITF, the text format of news agencies (IPTC, News Industry Text Format 3)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from articles.ingest.readers._markup import fragment
from articles.ingest.readers._xml import all_named, document, first_text, lines, markup_of, text_of
from articles.ingest.types import ImportProblem, Input, RawArticle, Role


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    root = document(source)
    yield root if isinstance(root, ImportProblem) else found_in_nitf(root)


def found_in_nitf(root: Element) -> RawArticle:
    """The article of a ``nitf`` element; NewsML-G2 carries them too."""
    stated = {
        "title": first_text(root, "hl1", "hedline") or first_text(root, "title"),
        # Elsewhere they are headings within the text.
        "subtitle": next((first_text(head, "hl2") for head in all_named(root, "hedline")), ""),
        "authors": lines(text_of(person) for line in all_named(root, "byline") for person in _people(line)),
        "dateline": _dateline(root),
        "agency": first_text(root, "distributor", "doc.copyright"),
        "published": _date(root),
        "tags": lines(element.get("key", "") for element in all_named(root, "keyword")),
        "section": next((e.get("position.section", "") for e in all_named(root, "pubdata")), ""),
        "source": next((e.get("name", "") for e in all_named(root, "pubdata")), ""),
        **_publication(root),
    }
    text, marks = _content(root)
    return RawArticle(text, {name: value for name, value in stated.items() if value}, marks)


def _publication(root: Element) -> dict[str, str]:
    """Its status, the end of its embargo, its name; one that is canceled withdraws an item by its name."""
    data = next(iter(all_named(root, "docdata")), Element("docdata"))
    status = data.get("management-status", "usable")
    key = next(iter(all_named(data, "du-key")), Element("du-key"))
    item = next((e.get("id-string", "") for e in all_named(data, "doc-id")), "") or key.get("key", "")
    released = next((e.get("norm", "") for e in all_named(data, "date.release")), "")
    return {
        "publication": "" if status == "usable" else status,
        "embargo_until": released if status in {"embargoed", "withheld"} else "",
        "item_id": item,
        "version": key.get("version", ""),
        "kills": (data.get("management-doc-idref") or item) if status == "canceled" else "",
    }


def _dateline(root: Element) -> str:
    for line in all_named(root, "dateline"):
        return first_text(line, "city", "location") or text_of(line)
    return ""


def _people(byline: Element) -> list[Element]:
    return list(all_named(byline, "person")) or [byline]


def _date(root: Element) -> str:
    """``date.issue`` is when the agency sent it; else the date of the dateline or of publication."""
    for name, attribute in (
        ("date.issue", "norm"),
        ("date.release", "norm"),
        ("story.date", "norm"),
        ("pubdata", "date.publication"),
    ):
        for element in all_named(root, name):
            if value := element.get(attribute) or text_of(element):
                return value
    return ""


def _content(root: Element) -> tuple[str, dict[int, Role]]:
    bodies = [*all_named(root, "body.content")] or [*all_named(root, "body")] or [root]
    return fragment(markup_of(bodies))  # its elements are those of HTML or behave like blocks
