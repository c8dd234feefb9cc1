"""Mails that hold several articles: alerts of search engines, newsletters, bulletins of agencies.

Each article has a headline of its own with a link, or lies between lines that are drawn. A mail is parted
only where that is sure: two articles at least, and hardly anything in it that looks like one and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from articles.ingest.readers._markup import Block, parse, text_and_marks
from articles.ingest.readers._places import parted
from articles.ingest.text import ends_sentence
from articles.ingest.types import RawArticle, Role

_ARTICLE: Final = re.compile(r"schema\.org/(?:News)?Article$", re.I)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4"})
_BLOCKS: Final = frozenset({"p", "div", "td", "li"})
_TITLE_WORDS: Final = range(3, 26)
_TEXT: Final = 60  # characters below a headline, from which they are its article
_LONG_TEXT: Final = 150  # where no link tells that it is one
_INTRODUCTION: Final = 200  # above the first headline, from which they are an article too
_FEW: Final = 2
_SEVERAL: Final = 3  # parts without links
_SURE: Final = 0.6  # of what looks like an article
_FRAME: Final = re.compile(
    r"unsubscribe|view (?:this|it|in)|preferences|copyright|©|you (?:are receiving|received) this"
    r"|إلغاء الاشتراك|ألغ[ِ]? اشتراكك|لإلغاء|تصلك هذه|وصلتك هذه|تلقّ?يت هذه|جميع الحقوق"
    r"|عرض (?:الرسالة )?في المتصفّ?ح",
    re.I,
)
_DRAWN: Final = re.compile(r"^[ \t]*(?:[-=*_~•–—]{5,}|(?:[-=*_] ){4,}[-=*_]?)[ \t]*$", re.M)
_ADDRESS: Final = re.compile(r"^[ \t]*<?(https?://[^\s<>]{4,2000})>?[ \t]*$", re.M)
_REDIRECT: Final = re.compile(r"^https?://(?:www\.)?google\.[a-z.]{2,6}/url\?")
_CUT: Final = ("...", "…")


@dataclass(slots=True)
class _Item:
    title: str
    url: str
    found: list[Block] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What stands below its headline, but for the mail's own frame."""
        return "\n".join(text for text, _ in self.found if not _FRAME.search(text))


def articles_in_page(page: str) -> list[RawArticle]:
    """The articles of a mail that is HTML; none when it is not sure that it holds several."""
    root = parse(page)
    if root is None:
        return []
    return list(_marked_up(root)) or _headed(root)


def articles_in_text(text: str) -> list[RawArticle]:
    """The articles of a mail that is plain text; none when it is not sure that it holds several."""
    parts = [part.strip() for part in _DRAWN.split(text)]
    long = [part for part in parts if len(part) >= _TEXT and not _FRAME.search(part[:_LONG_TEXT])]
    found = [article for part in long if (article := _part(part))]
    linked = sum("url" in article.stated_fields for article in found)
    is_sure = len(found) >= _SURE * len(long) and (linked >= _FEW or len(found) >= _SEVERAL)
    return found if is_sure else []


def _part(text: str) -> RawArticle | None:
    """An article between drawn lines: its title, its text, and its address on a line of its own."""
    title, _, below = text.partition("\n")
    address = _ADDRESS.search(below)
    body = _ADDRESS.sub("", below).strip()
    is_title = 1 < len(title.split()) < _TITLE_WORDS.stop and not ends_sentence(title)
    if not is_title or len(body) < (_TEXT if address else _LONG_TEXT):
        return None
    stated = {"title": title.strip(), "url": _unwrapped(address[1]) if address else ""}
    return _article(body, {}, stated)


def _article(text: str, marks: dict[int, Role], stated: dict[str, str]) -> RawArticle:
    warnings = ("excerpt",) if text.rstrip().endswith(_CUT) else ()
    return RawArticle(
        text, {name: value for name, value in stated.items() if value}, marks, warnings=warnings
    )


def _unwrapped(url: str) -> str:
    """The address behind one that only counts who follows it: ``google.com/url?url=…``."""
    if not _REDIRECT.match(url):
        return url
    try:
        query = parse_qs(urlsplit(url).query)
    except ValueError:
        return url
    return next((address for name in ("url", "q") for address in query.get(name, [])), url)


# ---- marked up as schema.org has it: Google Alerts -----------------------------------------


def _marked_up(root: etree._Element) -> Iterator[RawArticle]:
    for item in root.iter():
        if _ARTICLE.search(item.get("itemtype") or ""):
            publishers = [_text(each) for each in _properties(item, "publisher")]
            titles = [text for each in _properties(item, "name") if (text := _text(each)) not in publishers]
            links = [link.get("href") or "" for link in _properties(item, "url")]
            stated = {
                "title": "".join(titles[:1]),
                "source": "".join(publishers[:1]),
                "url": _unwrapped("".join(links[:1])),
            }
            text = "\n".join(_text(each) for each in _properties(item, "description", "articleBody"))
            if text and stated["title"]:
                yield _article(text, {}, stated)


def _properties(item: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (each for each in item.iterdescendants() if each.get("itemprop") in names)


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


# ---- headlines with links: newsletters -----------------------------------------------------


def _headed(root: etree._Element) -> list[RawArticle]:
    headlines = _headlines(root)
    if len(headlines) < _FEW:
        return []
    items = [_Item(_text(element), url) for element, url in headlines]
    above = _Item("", "")
    item = above
    for found in parted(root, {number: element for number, (element, _) in enumerate(headlines)}):
        if isinstance(found, int):
            item = items[found]
        elif found[0] != item.title:
            item.found.append(found)
    whole = [each for each in items if len(each.text) >= _TEXT]
    if len(whole) < _FEW or len(whole) < _SURE * len(items):
        return []
    if len(above.text) >= _INTRODUCTION:
        whole.insert(0, above)
    return [_of_item(each) for each in whole]


def _of_item(item: _Item) -> RawArticle:
    shown = [(text, role) for text, role in item.found if not _FRAME.search(text)]
    if (
        len(shown) > 1
        and not ends_sentence(shown[-1][0])
        and len(shown[-1][0].split()) < _TITLE_WORDS.start + 1
    ):
        shown.pop()  # «read on»
    text, marks = text_and_marks(shown)
    return _article(text, marks, {"title": item.title, "url": _unwrapped(item.url)})


def _headlines(root: etree._Element) -> list[tuple[etree._Element, str]]:
    """Headings with a link; where there are none, blocks that are nothing but a link of some words. Of one
    address the first."""
    for tags, is_alone in ((_HEADINGS, False), (_BLOCKS, True)):
        found: dict[str, etree._Element] = {}
        for element in root.iter(*tags):
            url = _link(element, alone=is_alone)
            words = len(_text(element).split())
            if url and words in _TITLE_WORDS:
                found.setdefault(url, element)
        if len(found) >= _FEW:
            return [(element, url) for url, element in found.items()]
    return []


def _link(element: etree._Element, *, alone: bool) -> str:
    """The address of the link that an element holds, or lies in; with ``alone`` it holds no other words."""
    links = [link for link in element.iter("a") if (link.get("href") or "").startswith("http")]
    above = next((each for each in element.iterancestors("a")), None)
    if above is not None and not alone and (above.get("href") or "").startswith("http"):
        links.append(above)
    if not links or (alone and (len(links) > 1 or _text(links[0]) != _text(element))):
        return ""
    return links[0].get("href") or ""
