"""HTML as lines: one a block, headings marked, so that pages, feeds and mails are cleaned like any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import lxml.html
from lxml import etree

from articles.ingest.text import whole_characters
from articles.ingest.types import Role

# Every other element begins and ends a line: those of NITF and other markup of news too.
_INLINE: Final = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|mark|q|s|samp|small|span|strong|sub"
    "|sup|time|tt|u|var|wbr|person|org|location|chron|num|event|money|postaddr|virtloc|classifier|inlineobject"
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "hl2"})
_ROLES: Final[dict[str, Role]] = {"figcaption": "body"}
_ROLES.update((name, "heading") for name in _HEADINGS)
_DROPPED: Final = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "svg",
    "math",
    "object",
    "canvas",
    "title",
    "xml",  # what Word keeps for itself in a page
)
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_TAG: Final = re.compile(
    r"</?(?:p|br|div|span|a|b|i|strong|em|ul|li|h[1-6]|img|table|font|blockquote)\b[^>]*>", re.I
)

_BREAKING: Final = re.compile(r"<(?:p|br|div|li|h[1-6]|tr|blockquote|section|article)\b", re.I)

Block = tuple[str, Role | None]


def has_tags(text: str) -> bool:
    """Whether a field that should be text holds HTML."""
    return "<" in text and bool(_TAG.search(text))


def parse(text: str) -> etree._Element | None:
    """The tree of an HTML page or fragment, None when there is nothing in it. Nothing is loaded."""
    parser = lxml.html.HTMLParser(no_network=True, huge_tree=False, recover=True, remove_comments=True)
    # A declaration of an encoding contradicts text that is decoded already: lxml refuses it.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", whole_characters(text), count=1)
    if not text.strip():
        return None
    try:
        return lxml.html.document_fromstring(text, parser=parser)
    except (etree.ParserError, ValueError):
        return None


def blocks(root: etree._Element) -> Iterator[Block]:
    """The text of each block of a tree, in order; a heading has its role."""
    words: list[str] = []
    role: Role | None = None

    def flush() -> Iterator[Block]:
        text = _SPACE.sub(" ", "".join(words)).strip()
        words.clear()
        if text:
            yield text, role

    etree.strip_elements(root, *_DROPPED, with_tail=False)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        # Word, Facebook and others put tags of their own into pages (<o:p>): they are no lines.
        if ":" not in tag and not _INLINE.fullmatch(tag):
            yield from flush()
            role = _ROLES.get(tag) if event == "start" else None
        if event == "start":
            words.append(element.text or "")
        elif element is not root:
            words.append(element.tail or "")
    yield from flush()


def text_and_marks(found: list[Block]) -> tuple[str, dict[int, Role]]:
    """Blocks as the lines of a :class:`articles.ingest.types.RawArticle`."""
    return "\n".join(text for text, _ in found), {n: role for n, (_, role) in enumerate(found) if role}


def fragment(text: str) -> tuple[str, dict[int, Role]]:
    """The lines of a piece of HTML, as feeds and databases keep it. Without tags that break lines, its own
    line breaks count."""
    if "\n" in text and not _BREAKING.search(text):
        text = text.replace("\n", "<br>")
    root = parse(text)
    return text_and_marks(list(blocks(root))) if root is not None else ("", {})
