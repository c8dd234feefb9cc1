"""NewsML-G2, the exchange format of news agencies (IPTC): one item, or a message with many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from articles.ingest.problems import guarded, problem
from articles.ingest.readers._markup import fragment, has_tags
from articles.ingest.readers._xml import (
    all_named,
    children,
    document,
    first_text,
    lines,
    local,
    markup_of,
    text_of,
)
from articles.ingest.readers.agencies.nitf_reader import found_in_nitf
from articles.ingest.types import ImportProblem, Input, RawArticle

_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_LAST: Final = re.compile(r"[^:/]*$")  # of stat:canceled, or of its address


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    root = document(source)
    if isinstance(root, ImportProblem):
        yield root
        return
    items = [root] if local(root) == "newsItem" else list(all_named(root, "newsItem"))
    texts = [
        item for item in items if _holds_text(item) or (_status(item) == "canceled" and item.get("guid"))
    ]
    for number, item in enumerate(texts, start=1):
        yield guarded(source, number, _found, item, number if len(texts) > 1 else None)
    if not texts:
        yield problem(source, "no_text")


def _holds_text(item: Element) -> bool:
    """Pictures and packages are items too."""
    return any(True for _ in all_named(item, "inlineXML", "inlineData"))


def _status(item: Element) -> str:
    for status in all_named(item, "pubStatus"):
        found = _LAST.search(status.get("qcode") or status.get("uri") or "")
        return found.group() if found else ""
    return ""


def _publication(item: Element, item_meta: Element) -> dict[str, str]:
    """Its status, its embargo, its item and version; one that is canceled withdraws what went before it."""
    status, guid = _status(item), item.get("guid", "")
    return {
        "publication": "" if status == "usable" else status,
        "embargo_until": first_text(item_meta, "embargoed"),
        "item_id": guid,
        "version": item.get("version", ""),
        "kills": guid if status == "canceled" else "",
    }


def _found(item: Element, number: int | None) -> RawArticle:
    text, inner_fields, marks = "", {}, {}
    for content in all_named(item, "inlineXML", "inlineData"):
        nitf = next(iter(all_named(content, "nitf")), None)
        if nitf is not None:
            inner = found_in_nitf(nitf)
            text, inner_fields, marks = inner.text, dict(inner.stated_fields), dict(inner.marks)
        elif local(content) == "inlineXML":
            text, marks = fragment(markup_of(list(all_named(content, "body")) or content))
        else:
            plain = "".join(content.itertext()).strip()
            text, marks = fragment(plain) if has_tags(plain) else (plain, {})
        if text:
            break
    stated = {name: value for name, value in _stated(item).items() if value}
    return RawArticle(text, inner_fields | stated, marks, line=number)


def _stated(item: Element) -> dict[str, str]:
    item_meta, meta = _part(item, "itemMeta"), _part(item, "contentMeta")
    publication = _publication(item, item_meta)
    languages = [element.get("tag", "") for element in children(meta, "language")]
    return {
        "title": first_text(meta, "headline") or first_text(item_meta, "title"),
        "authors": lines(_name(e) for e in children(meta, "creator", "contributor"))
        or first_text(meta, "by"),
        "dateline": first_text(meta, "dateline") or lines(_name(e) for e in children(meta, "located")),
        "agency": first_text(meta, "creditline") or lines(_name(e) for e in children(meta, "infoSource")),
        "published": first_text(meta, "contentCreated")
        or first_text(item_meta, "firstCreated", "versionCreated"),
        "tags": lines(_name(e) for e in (*children(meta, "subject"), *children(meta, "keyword"))),
        "language": (languages or [item.get(_XML_LANG, "")])[0],
        "source": lines(_name(provider) for provider in children(item_meta, "provider")),
        **publication,
    }


def _part(item: Element, name: str) -> Element:
    return next(iter(children(item, name)), Element(name))


def _name(element: Element) -> str:
    """The ``name`` of a thing, in Arabic when it has several; a ``literal`` or its own text else."""
    names = children(element, "name")
    arabic = [name for name in names if name.get(_XML_LANG, "").startswith("ar")]
    for name in (*arabic, *names):
        return text_of(name)
    return element.get("literal", "") or text_of(element)
