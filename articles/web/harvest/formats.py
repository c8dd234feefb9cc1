"""An article as harvesters take it: Dublin Core, and NITF with its whole text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from lxml import etree

from articles.models import Article
from articles.models.identity import ArchiveIdentity
from articles.rendering.text.xml_text import xml_text
from articles.web.i18n.formatting import lead

Element: TypeAlias = Any  # lxml says nothing of its types
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC: Final = "http://purl.org/dc/elements/1.1/"
NITF: Final = "http://iptc.org/std/NITF/2006-10-18/"


@dataclass(frozen=True, slots=True)
class Repository:
    """The archive as it is asked: its address, and what it is called on every host."""

    site: str
    identity: ArchiveIdentity


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """``write`` makes the element of an article of this repository."""

    prefix: str
    namespace: str
    schema: str
    write: Callable[[Article, Repository], Element]


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A child in the namespace of its parent; attributes without a value are left out, and ``_`` in their
    names stands for a hyphen."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, etree.QName(namespace, name))
    child.text = xml_text(text) or None
    for key, value in attributes.items():
        if value:
            child.set(key.replace("_", "-"), xml_text(value))
    return child


def dublin_core(article: Article, repository: Repository) -> Element:
    root = etree.Element(etree.QName(OAI_DC, "dc"), nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(etree.QName(XSI, "schemaLocation"), f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    values = [
        ("title", article.title),
        *(("creator", author) for author in article.authors),
        *(("subject", tag.name) for tag in article.tags.all()),
        ("subject", article.section),
        ("description", article.subtitle or lead(article.body)),
        ("publisher", article.source.name if article.source else ""),
        ("contributor", article.agency),
        ("date", article.published),
        ("type", "Text"),
        ("format", "text/html"),
        ("identifier", repository.site + article.get_absolute_url()),
        ("identifier", repository.identity.tag_uri("article", article.pk)),
        ("source", article.url),
        ("language", article.language),
        ("coverage", article.dateline),
    ]
    for name, value in values:
        if value:
            child = etree.SubElement(root, etree.QName(DC, name))
            child.text = xml_text(value)
            if name in ("title", "description") and article.language:
                child.set(XML_LANG, article.language)
    return root


def nitf(article: Article, repository: Repository) -> Element:
    """NITF 3.5 of the IPTC, as this archive's own reader takes it in too."""
    root = etree.Element(etree.QName(NITF, "nitf"), nsmap={None: NITF, "xsi": XSI})
    schema = "http://www.iptc.org/std/NITF/3.5/specification/nitf-3-5.xsd"
    root.set(etree.QName(XSI, "schemaLocation"), f"{NITF} {schema}")
    head, body = add(root, "head"), add(root, "body")
    if article.language:
        body.set(XML_LANG, article.language)
    _nitf_head(head, article, repository)
    _nitf_body_head(add(body, "body.head"), article)
    content = add(body, "body.content")
    for block in article.paragraphs:
        if block.startswith("## "):
            add(content, "hl2", block.removeprefix("## "))
        else:
            add(content, "p", block)
    return root


def _nitf_head(head: Element, article: Article, repository: Repository) -> None:
    add(head, "title", article.title)
    data = add(head, "docdata", management_status="usable")
    add(data, "doc-id", id_string=repository.identity.tag_uri("article", article.pk))
    if article.published:
        add(data, "date.issue", norm=article.published)
    keys = add(data, "key-list")
    for tag in article.tags.all():
        add(keys, "keyword", key=tag.name)
    data = add(
        head,
        "pubdata",
        type="web",
        name=article.source.name if article.source else "",
        ex_ref=article.url or repository.site + article.get_absolute_url(),
    )
    if article.section:
        data.set("position.section", xml_text(article.section))


def _nitf_body_head(head: Element, article: Article) -> None:
    headline = add(head, "hedline")
    add(headline, "hl1", article.title)
    if article.subtitle:
        add(headline, "hl2", article.subtitle)
    for author in article.authors:
        add(add(head, "byline"), "person", author)
    if article.agency:
        add(head, "distributor", article.agency)
    if article.dateline:
        add(add(head, "dateline"), "location", article.dateline)


FORMATS: Final = {
    each.prefix: each
    for each in (
        MetadataFormat("oai_dc", OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", dublin_core),
        MetadataFormat("nitf", NITF, "http://www.iptc.org/std/NITF/3.5/specification/nitf-3-5.xsd", nitf),
    )
}
