"""XML that is none: wrong encodings, HTML's entities, bare ampersands, control characters, files cut off."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder

from lxml import etree

from articles.ingest.detect.encoding import decode, open_stream
from articles.ingest.types import Input

_PROLOG: Final = 8192  # characters in which a DOCTYPE may stand
_SAMPLE: Final = 256 * 1024
_DECLARED: Final = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)", re.I)
_DECLARATION: Final = re.compile(r"^[\s\ufeff]*<\?xml[^>]*\?>\s*")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.I | re.S)
_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#\d{1,7};|#x[0-9a-f]{1,6};)(\w{1,30};)?", re.I)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_VOID: Final = re.compile(r"<(br|hr|img|wbr)\b([^<>]*?)/?>", re.I)  # HTML closes them nowhere
_CLOSED: Final = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>\s*$")
_LAST_ENTRY: Final = re.compile(r".*</(?:\w+:)?(?:item|entry)\s*>", re.S)


@dataclass(frozen=True, slots=True)
class Mended:
    root: Element
    is_cut: bool  # the file ends before its root does


def lies_about_encoding(source: Input) -> bool:
    """Whether a file is UTF-8 and declares another encoding: then a parser would read letters wrongly."""
    with open_stream(source) as stream:
        sample = stream.read(_SAMPLE)
    declared = _DECLARED.match(sample[:300])
    if not declared or declared[1].lower() in {b"utf-8", b"utf8", b"utf-16", b"us-ascii"}:
        return False
    try:
        return not sample.decode("utf-8").isascii()
    except UnicodeDecodeError as error:
        return error.start > len(sample) - 4 and not sample[: error.start].isascii()


def mended(source: Input) -> Mended | None:
    """The tree of a broken document; None when there is nothing in it. An entry that is cut off is left out.

    Raises :class:`articles.ingest.detect.encoding.NotText`.
    """
    with open_stream(source) as stream:
        text = decode(stream.read(), source.encoding).text
    text = _NOT_XML.sub("", _DECLARATION.sub("", text))
    text = _DOCTYPE.sub("", text[:_PROLOG], count=1) + text[_PROLOG:]
    is_cut = not _CLOSED.search(text)
    if is_cut:
        whole = _LAST_ENTRY.match(text)
        if whole is None:
            return None
        text = whole.group()
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(_outside_cdata(text).encode("utf-8"), parser)
    return Mended(_plain(root), is_cut) if root is not None else None


def _outside_cdata(text: str) -> str:
    """The text with ampersands and entities that XML takes; what stands in CDATA is text already."""
    pieces = []
    place = 0
    while (begin := text.find("<![CDATA[", place)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        pieces += [_as_xml(text[place:begin]), text[begin : end + 3]]
        place = end + 3
    return "".join((*pieces, _as_xml(text[place:])))


def _as_xml(text: str) -> str:
    return _VOID.sub(r"<\1\2/>", _ENTITY.sub(_entity, text))


def _entity(found: re.Match[str]) -> str:
    """``&nbsp;`` as its character, ``&`` alone as ``&amp;``."""
    read = html.unescape(found.group())
    return html.escape(read, quote=False) if read != found.group() else "&amp;" + (found[1] or "")


def _plain(root: etree._Element) -> Element:
    """The tree as that of the standard library, which the readers know."""
    builder = TreeBuilder()
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            if event == "end" and element.tail:
                builder.data(element.tail)
        elif event == "start":
            builder.start(element.tag, dict(element.attrib))
            builder.data(element.text or "")
        else:
            builder.end(element.tag)
            if element is not root:
                builder.data(element.tail or "")
    return builder.close()
