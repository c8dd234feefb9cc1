"""Pages of Telegram's own export (``messages.html``): each message with words is an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from articles.ingest.readers._markup import blocks, parse
from articles.ingest.types import RawArticle

_MARK: Final = re.compile(r"<div class=\"page_body chat_page\">")
_DATE: Final = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?")


def messages(page: str, encoding: str) -> Iterator[RawArticle]:
    """The messages of a page of the export; none of any other page. Where others than the chat itself write
    it is a conversation, and private."""
    root = parse(page) if _MARK.search(page) else None
    if root is None:
        return
    chat = _words(next(_inside(root, "page_header"), None))
    writers = {_words(name) for name in _inside(root, "from_name")}
    publication = {} if writers <= {chat} else {"publication": "private"}
    for number, message in enumerate(_inside(root, "message"), start=1):
        text = _words(next(_inside(message, "text"), None))
        if text:
            stated = {"source": chat, "published": _date(message), **publication}
            yield RawArticle(text, stated, line=number, encoding=encoding)


def _inside(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (found for found in element.iter("div") if name in found.get("class", "").split())


def _words(element: etree._Element | None) -> str:
    return "" if element is None else "\n".join(text for text, _ in blocks(element)).strip()


def _date(message: etree._Element) -> str:
    found = _DATE.fullmatch(next((date.get("title", "") for date in _inside(message, "date")), ""))
    if not found:
        return ""
    day, month, year, time, zone = found.groups()
    return f"{year}-{month}-{day}T{time}{zone or ''}"
