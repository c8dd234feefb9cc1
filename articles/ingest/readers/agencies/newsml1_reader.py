"""NewsML 1 (IPTC, 2000 to 2007), which many agencies still send: one item, or an envelope with many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from articles.ingest.problems import guarded, problem
from articles.ingest.readers._markup import fragment, has_tags
from articles.ingest.readers._xml import all_named, document, first_text, lines, markup_of, text_of
from articles.ingest.readers.agencies.nitf_reader import found_in_nitf
from articles.ingest.types import ImportProblem, Input, RawArticle, Role

_PLACE: Final = re.compile(r"[^،,(\d\-–—]+")


def read(source: Input) -> Iterator[RawArticle | ImportProblem]:
    root = document(source)
    if isinstance(root, ImportProblem):
        yield root
        return
    sent = first_text(root, "DateAndTime")
    items = list(all_named(root, "NewsItem"))
    for number, item in enumerate(items, start=1):
        yield guarded(source, number, _article, item, sent, number if len(items) > 1 else None)
    if not items:
        yield problem(source, "no_text")


def _article(item: Element, sent: str, number: int | None) -> RawArticle:
    text, stated, marks = _content(item)
    stated |= {name: value for name, value in _stated(item, sent).items() if value}
    if stated.get("publication") == "canceled":
        stated["kills"] = stated.get("item_id", "")
    return RawArticle(text, {name: value for name, value in stated.items() if value}, marks, line=number)


def _content(item: Element) -> tuple[str, dict[str, str], dict[int, Role]]:
    """The first content with words in it: NITF, HTML or plain text."""
    for content in all_named(item, "DataContent"):
        nitf = next(all_named(content, "nitf"), None)
        if nitf is not None:
            inner = found_in_nitf(nitf)
            return inner.text, dict(inner.stated_fields), dict(inner.marks)
        plain = "".join(content.itertext()).strip()
        if len(content):
            text, marks = fragment(markup_of(list(all_named(content, "body")) or content))
        else:
            text, marks = fragment(plain) if has_tags(plain) else (plain, {})
        if text:
            return text, {}, marks
    return "", {}, {}


def _stated(item: Element, sent: str) -> dict[str, str]:
    status = _formal(item, "Status").casefold()
    place = _PLACE.match(first_text(item, "DateLine"))
    return {
        "title": first_text(item, "HeadLine"),
        "subtitle": first_text(item, "SubHeadLine"),
        "authors": lines(text_of(line) for line in all_named(item, "ByLine")),
        "dateline": place.group().strip() if place else "",
        "agency": first_text(item, "CreditLine"),
        "published": first_text(item, "FirstCreated", "ThisRevisionCreated", "DateId") or sent,
        "tags": lines(text_of(line) for line in all_named(item, "KeywordLine")),
        "source": _party(item, "Provider"),
        "item_id": first_text(item, "PublicIdentifier", "NewsItemId"),
        "version": first_text(item, "RevisionId"),
        "publication": "" if status in {"usable", ""} else status,
        "embargo_until": _embargo(item),
    }


def _formal(item: Element, name: str) -> str:
    return next((element.get("FormalName", "") for element in all_named(item, name)), "")


def _party(item: Element, name: str) -> str:
    for element in all_named(item, name):
        return _formal(element, "Party")
    return ""


def _embargo(item: Element) -> str:
    """When the status will change to usable."""
    for change in all_named(item, "StatusWillChange"):
        if _formal(change, "FutureStatus").casefold() == "usable":
            return first_text(change, "DateAndTime")
    return ""
